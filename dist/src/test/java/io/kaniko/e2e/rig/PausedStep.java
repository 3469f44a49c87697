package io.kaniko.e2e.rig;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A {@code RUN} that waits until the case has looked at what it sees, or changed it: whatever programs the image lacks,
 * the case can bring its own.
 */
public final class PausedStep {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** Nobody else sleeps so long. */
    private final String seconds = Long.toString(100_000_000 + System.nanoTime() % 1_000_000_000);

    /** A line of the Dockerfile. */
    public String instruction() {
        return "RUN sleep " + seconds + "; true\n";
    }

    /** What can be done with a step's root directory. */
    @FunctionalInterface
    public interface Work {
        void with(Path root) throws Exception;
    }

    /** Waits for the build to come to this step, works on the files that the step sees, and lets it end. */
    public void during(RunningBuild build, Work work) throws Exception {
        ProcessHandle sleeper = await(build);
        work.with(Path.of("/proc", Long.toString(sleeper.pid()), "root"));
        sleeper.destroyForcibly();
    }

    private ProcessHandle await(RunningBuild build) throws IOException {
        long end = System.nanoTime() + LIMIT.toNanos();
        Optional<ProcessHandle> sleeper = sleeper();
        while (sleeper.isEmpty()) {
            if (System.nanoTime() > end || !build.isAlive()) {
                throw new AssertionError("the build has not come to its paused step; it said:\n" + build.said());
            }
            Thread.onSpinWait();
            sleeper = sleeper();
        }
        return sleeper.get();
    }

    private Optional<ProcessHandle> sleeper() throws IOException {
        try (Stream<Path> entries = Files.list(Path.of("/proc"))) {
            List<Path> processes = entries.filter(
                            entry -> entry.getFileName().toString().matches("\\d+"))
                    .toList();
            return processes.stream()
                    .filter(this::isSleeper)
                    .findFirst()
                    .flatMap(process -> ProcessHandle.of(
                            Long.parseLong(process.getFileName().toString())));
        }
    }

    private boolean isSleeper(Path process) {
        try {
            return Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1)
                    .equals("sleep\0" + seconds + "\0");
        } catch (IOException gone) {
            return false;
        }
    }
}
