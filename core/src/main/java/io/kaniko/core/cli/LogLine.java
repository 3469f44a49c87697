package io.kaniko.core.cli;

import io.kaniko.core.event.BuildEvent;
import io.kaniko.core.event.BuildEvent.Level;
import io.kaniko.core.event.BuildEvent.StepId;
import io.kaniko.core.event.BuildEvent.TransferKind;
import java.util.Optional;

/** One line of the log, before it gets its form. */
record LogLine(Level level, String text) {

    /** What the log says of an event; nothing of events that are drawn otherwise. */
    static Optional<LogLine> of(BuildEvent event) {
        return switch (event) {
            case BuildEvent.Notice notice -> line(notice.level(), notice.text());
            case BuildEvent.StageStarted stage ->
                line(
                        Level.INFO,
                        "Stage " + stage.name() + " (" + (stage.stage() + 1) + "/" + stage.stageCount() + ") from "
                                + stage.base());
            case BuildEvent.StepStarted step -> line(Level.INFO, name(step.id()) + " " + step.text());
            case BuildEvent.StepFinished step ->
                line(Level.DEBUG, name(step.id()) + " done in " + Quantities.duration(step.took()));
            case BuildEvent.StepFailed step ->
                line(Level.ERROR, name(step.id()) + " failed after " + Quantities.duration(step.took()));
            case BuildEvent.LayerWritten layer ->
                line(
                        Level.INFO,
                        name(layer.id()) + " layer " + layer.digest() + ": " + layer.entries() + " entries, "
                                + Quantities.bytes(layer.tarSize()) + ", compressed "
                                + Quantities.bytes(layer.blobSize()));
            case BuildEvent.TransferFinished transfer ->
                line(
                        Level.INFO,
                        past(transfer.kind()) + " " + transfer.subject() + ": "
                                + transfer.note()
                                        .orElseGet(() -> Quantities.bytes(transfer.bytes()) + " in "
                                                + Quantities.duration(transfer.took())));
            case BuildEvent.Published published ->
                line(Level.INFO, "Published " + published.destination() + "@" + published.digest());
            case BuildEvent.ProcessOutput output -> Optional.empty();
            case BuildEvent.TransferProgressed progress -> Optional.empty();
        };
    }

    private static Optional<LogLine> line(Level level, String text) {
        return Optional.of(new LogLine(level, text));
    }

    /** How lines begin that are about a step: {@code [build 2/5]}. */
    static String name(StepId id) {
        return "[" + id.stageName() + " " + id.step() + "/" + id.stepCount() + "]";
    }

    private static String past(TransferKind kind) {
        return switch (kind) {
            case FETCH_CONTEXT -> "Fetched context";
            case PULL -> "Pulled";
            case EXTRACT -> "Unpacked";
            case PUSH -> "Pushed";
        };
    }
}
