package io.kaniko.core.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.core.event.BuildEvent;
import io.kaniko.core.event.BuildEvent.Level;
import io.kaniko.core.event.BuildEvent.StepId;
import io.kaniko.core.event.BuildEvent.TransferKind;
import io.kaniko.core.oci.Digest;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LogSinkTest {

    private static final StepId STEP = new StepId(0, "build", 2, 5);
    private static final Digest DIGEST = Digest.parse("sha256:" + "ab".repeat(32));

    private final ByteArrayOutputStream standardOutput = new ByteArrayOutputStream();
    private final ByteArrayOutputStream standardError = new ByteArrayOutputStream();
    private final SetClock clock = new SetClock();

    @Test
    void textLinesHaveLevelAndSeconds() {
        LogSink log = sink(LogFormat.TEXT, false, Verbosity.DEBUG, false);

        tellABuild(log);

        assertThat(error()).isEqualTo("""
            INFO[0000] Stage build (1/2) from busybox:1
            INFO[0000] [build 2/5] RUN make
            INFO[0065] [build 2/5] layer %s: 12 entries, 2.0 kB, compressed 831 B
            DEBU[0065] [build 2/5] done in 1m05s
            INFO[0065] Pulled busybox:1: 12.3 MB in 2.5s
            INFO[0065] Pushed %s: already there
            INFO[0065] Published example.com/a:1@%s
            WARN[0065] odd
            """.formatted(DIGEST, DIGEST, DIGEST));
    }

    @Test
    void timestampsReplaceSeconds() {
        sink(LogFormat.TEXT, true, Verbosity.INFO, false).info("hello");

        assertThat(error()).isEqualTo("INFO[2026-01-01T00:00:00Z] hello\n");
    }

    @Test
    void colourIsTheLevels() {
        LogSink log = sink(LogFormat.COLOR, false, Verbosity.INFO, false);

        log.info("fine");
        log.warn("odd");
        log.tell(new BuildEvent.Notice(Level.ERROR, "bad"));

        assertThat(error())
                .isEqualTo("\u001b[36mINFO\u001b[0m[0000] fine\n"
                        + "\u001b[33mWARN\u001b[0m[0000] odd\n"
                        + "\u001b[31mERRO\u001b[0m[0000] bad\n");
    }

    @Test
    void jsonIsOneObjectALine() {
        LogSink log = sink(LogFormat.JSON, false, Verbosity.INFO, false);

        log.warn("say \"hi\"\nthere");
        log.tell(output(true, "oops\n"));
        log.tell(output(false, "plain\n"));

        assertThat(error()).isEqualTo("""
            {"level":"warning","msg":"say \\"hi\\"\\nthere","time":"2026-01-01T00:00:00Z"}
            {"level":"info","msg":"oops","time":"2026-01-01T00:00:00Z","stream":"stderr"}
            """);
        assertThat(standardOutput.toString(StandardCharsets.UTF_8)).isEqualTo("plain\n");
    }

    @Test
    void verbosityHidesWhatIsLess() {
        for (Verbosity verbosity : Verbosity.values()) {
            standardError.reset();
            LogSink log = sink(LogFormat.TEXT, false, verbosity, false);
            for (Level level : Level.values()) {
                log.tell(new BuildEvent.Notice(level, level.name()));
            }
            long expected = switch (verbosity) {
                case PANIC, FATAL, ERROR -> 1;
                case WARN -> 2;
                case INFO -> 3;
                case DEBUG -> 4;
                case TRACE -> 5;
            };
            assertThat(error().lines()).as(verbosity.name()).hasSize((int) expected);
        }
    }

    @Test
    void processOutputKeepsItsBytesAndItsStream() {
        LogSink log = sink(LogFormat.TEXT, false, Verbosity.PANIC, false);

        log.tell(output(false, "out\n"));
        log.tell(new BuildEvent.ProcessOutput(STEP, true, ByteBuffer.wrap(new byte[] {(byte) 0xff, '\n'})));

        assertThat(standardOutput.toString(StandardCharsets.UTF_8)).isEqualTo("out\n");
        assertThat(standardError.toByteArray()).containsExactly(0xff, '\n');
    }

    @Test
    void linesOfStagesThatRunTogetherAreNotTorn() {
        LogSink log = sink(LogFormat.TEXT, false, Verbosity.INFO, false);
        StepId other = new StepId(1, "test", 1, 1);

        log.tell(new BuildEvent.StageStarted(0, 3, 2, "build", "busybox:1"));
        log.tell(output(false, "one "));
        log.tell(new BuildEvent.ProcessOutput(
                other, false, ByteBuffer.wrap("alpha\nbe".getBytes(StandardCharsets.UTF_8))));
        log.tell(output(false, "two\nthree"));
        log.tell(new BuildEvent.StepFinished(other, Duration.ZERO));
        log.tell(new BuildEvent.StepFailed(STEP, Duration.ofMillis(300)));

        assertThat(standardOutput.toString(StandardCharsets.UTF_8))
                .isEqualTo("[test 1/1] alpha\n[build 2/5] one two\n[test 1/1] be\n[build 2/5] three\n");
        assertThat(error()).endsWith("ERRO[0000] [build 2/5] failed after 0.3s\n");
    }

    @Test
    void endlessLinesAreCut() {
        LogSink log = sink(LogFormat.TEXT, false, Verbosity.INFO, false);

        log.tell(output(false, "x".repeat(200_000)));

        assertThat(standardOutput.size()).isEqualTo(3 * 64 * 1024);
    }

    @Test
    void progressIsForTerminals() {
        sink(LogFormat.TEXT, false, Verbosity.INFO, false).tell(pulling("a", 5_000_000, OptionalLong.empty()));

        assertThat(error()).isEmpty();
    }

    @Test
    void theStatusLineGivesWayToOtherLines() {
        LogSink log = sink(LogFormat.TEXT, false, Verbosity.INFO, true);

        log.tell(pulling("a", 5_000_000, OptionalLong.of(10_000_000)));
        log.info("hello");
        clock.advance(Duration.ofSeconds(1));
        log.tell(pulling("b", 1_000_000, OptionalLong.of(2_000_000)));
        log.tell(new BuildEvent.TransferFinished(
                TransferKind.PULL, "a", 10_000_000, Duration.ofSeconds(1), Optional.empty()));
        log.close();

        String erase = "\r\u001b[K";
        assertThat(error())
                .isEqualTo(erase + "pulling 1: 5.0 MB of 10.0 MB"
                        + erase + "INFO[0000] hello\n"
                        + erase + "pulling 1: 5.0 MB of 10.0 MB"
                        + erase + "pulling 2: 6.0 MB of 12.0 MB"
                        + erase + "pulling 1: 1.0 MB of 2.0 MB"
                        + erase + "INFO[0001] Pulled a: 10.0 MB in 1.0s\n"
                        + erase + "pulling 1: 1.0 MB of 2.0 MB"
                        + erase);
    }

    @Test
    void theStatusLineIsNotRedrawnAllTheTime() {
        LogSink log = sink(LogFormat.TEXT, false, Verbosity.INFO, true);

        for (int i = 0; i < 1000; i++) {
            log.tell(pulling("a", i, OptionalLong.empty()));
        }

        assertThat(error()).isEqualTo("\r\u001b[Kpulling 1: 0 B");
    }

    private void tellABuild(LogSink log) {
        log.tell(new BuildEvent.StageStarted(0, 2, 1, "build", "busybox:1"));
        log.tell(new BuildEvent.StepStarted(STEP, "RUN make", 3));
        clock.advance(Duration.ofSeconds(65));
        log.tell(new BuildEvent.LayerWritten(STEP, DIGEST, DIGEST, 2000, 831, 12));
        log.tell(new BuildEvent.StepFinished(STEP, Duration.ofSeconds(65)));
        log.tell(new BuildEvent.TransferFinished(
                TransferKind.PULL, "busybox:1", 12_345_678, Duration.ofMillis(2500), Optional.empty()));
        log.tell(new BuildEvent.TransferFinished(
                TransferKind.PUSH, DIGEST.toString(), 0, Duration.ZERO, Optional.of("already there")));
        log.tell(new BuildEvent.Published("example.com/a:1", DIGEST));
        log.warn("odd");
    }

    private LogSink sink(LogFormat format, boolean timestamp, Verbosity verbosity, boolean terminal) {
        return new LogSink(
                new Terminal(standardOutput, standardError, terminal),
                LineForm.of(format, timestamp, clock),
                verbosity,
                clock);
    }

    private String error() {
        return standardError.toString(StandardCharsets.UTF_8);
    }

    private static BuildEvent output(boolean error, String text) {
        return new BuildEvent.ProcessOutput(STEP, error, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static BuildEvent pulling(String subject, long bytes, OptionalLong total) {
        return new BuildEvent.TransferProgressed(TransferKind.PULL, subject, bytes, total);
    }

    /** A clock that stands still until it is moved. */
    private static final class SetClock extends Clock {

        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

        void advance(Duration duration) {
            now = now.plus(duration);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
