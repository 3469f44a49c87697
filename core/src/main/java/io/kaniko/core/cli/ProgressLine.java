package io.kaniko.core.cli;

import io.kaniko.core.event.BuildEvent.TransferFinished;
import io.kaniko.core.event.BuildEvent.TransferKind;
import io.kaniko.core.event.BuildEvent.TransferProgressed;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** What is under way, on one line: {@code pulling 3: 12.0 MB of 40.1 MB | pushing 1: 2.2 MB}. */
final class ProgressLine {

    private final int width;
    private final Map<Transfer, TransferProgressed> running = new LinkedHashMap<>();

    /** @param width columns of the terminal */
    ProgressLine(int width) {
        this.width = width;
    }

    private record Transfer(TransferKind kind, String subject) {}

    void update(TransferProgressed progress) {
        running.put(new Transfer(progress.kind(), progress.subject()), progress);
    }

    void finish(TransferFinished finished) {
        running.remove(new Transfer(finished.kind(), finished.subject()));
    }

    /** Empty when nothing is under way. */
    String text() {
        StringJoiner parts = new StringJoiner(" | ");
        for (TransferKind kind : TransferKind.values()) {
            List<TransferProgressed> of =
                    running.values().stream().filter(one -> one.kind() == kind).toList();
            if (!of.isEmpty()) {
                parts.add(part(kind, of));
            }
        }
        String text = parts.toString();
        return text.length() < width ? text : text.substring(0, width - 1);
    }

    private static String part(TransferKind kind, List<TransferProgressed> transfers) {
        long bytes = transfers.stream().mapToLong(TransferProgressed::bytes).sum();
        boolean totalKnown = transfers.stream().allMatch(one -> one.total().isPresent());
        long total = transfers.stream().mapToLong(one -> one.total().orElse(0)).sum();
        return word(kind) + " " + transfers.size() + ": " + Quantities.bytes(bytes)
                + (totalKnown ? " of " + Quantities.bytes(total) : "");
    }

    private static String word(TransferKind kind) {
        return switch (kind) {
            case FETCH_CONTEXT -> "fetching context";
            case PULL -> "pulling";
            case EXTRACT -> "unpacking";
            case PUSH -> "pushing";
        };
    }
}
