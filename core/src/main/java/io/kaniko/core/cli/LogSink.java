package io.kaniko.core.cli;

import io.kaniko.core.event.BuildEvent;
import io.kaniko.core.event.EventSink;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/** Shows events on the terminal: log lines, the output of processes, and the status line. */
final class LogSink implements EventSink {

    private static final Duration BETWEEN_REDRAWS = Duration.ofMillis(100);
    private static final int COLUMNS = 80;

    private final Terminal terminal;
    private final LineForm form;
    private final Verbosity verbosity;
    private final Clock clock;
    private final ProcessLines processLines = new ProcessLines();
    private final ProgressLine progress = new ProgressLine(COLUMNS);
    private Instant redrawn = Instant.MIN;
    /** Whether a reader could not tell whose process has written a line. */
    private boolean severalStages;

    LogSink(Terminal terminal, LineForm form, Verbosity verbosity, Clock clock) {
        this.terminal = terminal;
        this.form = form;
        this.verbosity = verbosity;
        this.clock = clock;
    }

    @Override
    public synchronized void tell(BuildEvent event) {
        switch (event) {
            case BuildEvent.ProcessOutput output ->
                processLines.add(output).forEach(line -> process(output.id(), output.error(), line));
            case BuildEvent.TransferProgressed transfer -> {
                progress.update(transfer);
                redraw();
            }
            case BuildEvent.TransferFinished transfer -> {
                progress.finish(transfer);
                terminal.status(progress.text());
                log(event);
            }
            case BuildEvent.StepFinished step -> {
                flush(step.id());
                log(event);
            }
            case BuildEvent.StepFailed step -> {
                flush(step.id());
                log(event);
            }
            case BuildEvent.Notice notice -> log(event);
            case BuildEvent.StageStarted stage -> {
                severalStages |= stage.wantedCount() > 1;
                log(event);
            }
            case BuildEvent.StepStarted step -> log(event);
            case BuildEvent.LayerWritten layer -> log(event);
            case BuildEvent.Published published -> log(event);
        }
    }

    /** Takes the status line away. */
    synchronized void close() {
        terminal.status("");
    }

    private void log(BuildEvent event) {
        LogLine.of(event)
                .filter(line -> verbosity.shows(line.level()))
                .ifPresent(line -> terminal.log(form.form(line)));
    }

    private void flush(BuildEvent.StepId step) {
        processLines.finish(step).forEach(rest -> process(step, rest.error(), rest.line()));
    }

    private void process(BuildEvent.StepId step, boolean error, byte[] written) {
        byte[] line = severalStages ? joined(LogLine.name(step) + " ", written) : written;
        if (error) {
            String text = new String(line, StandardCharsets.UTF_8).stripTrailing();
            form.formProcessError(text).ifPresentOrElse(terminal::log, () -> terminal.bytes(true, line));
        } else {
            terminal.bytes(false, line);
        }
    }

    private static byte[] joined(String start, byte[] rest) {
        byte[] first = start.getBytes(StandardCharsets.UTF_8);
        byte[] all = Arrays.copyOf(first, first.length + rest.length);
        System.arraycopy(rest, 0, all, first.length, rest.length);
        return all;
    }

    private void redraw() {
        Instant now = clock.instant();
        if (terminal.isInteractive() && redrawn.plus(BETWEEN_REDRAWS).isBefore(now)) {
            redrawn = now;
            terminal.status(progress.text());
        }
    }
}
