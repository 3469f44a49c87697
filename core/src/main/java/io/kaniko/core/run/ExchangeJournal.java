package io.kaniko.core.run;

import io.kaniko.core.nativeio.PathBytes;
import io.kaniko.core.nativeio.ProcessMark;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Remembers on disk how far an exchange has come, for the builder that starts after one that was killed. The first byte
 * is the state and is overwritten in place, which works on a full disk as well; what follows never changes. No channels:
 * an interrupted thread, which is to undo an exchange, could not use them.
 *
 * <p>Nothing is forced to the disk: a kill leaves the kernel's view of the files as it is. Waiting for the disk was
 * measured to cost a RUN up to seven seconds on a busy machine.
 */
final class ExchangeJournal {

    /** What has certainly been done, and what may have been begun. */
    enum State {
        /** The builder's own entries are being put aside; none of the stage's is in {@code /}. */
        PARKING,
        /** The builder's own entries are aside; all others in {@code /} are the stage's. */
        EXCHANGED,
        /** The stage's entries are back; the builder's own are being put back. */
        RESTORING
    }

    private static final String FORMAT = "exchange 1";

    private final Path file;

    ExchangeJournal(Path file) {
        this.file = file;
    }

    /** Writes down what is about to be done. */
    void begin(ExchangeRecord record) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add(State.PARKING.ordinal() + FORMAT);
        lines.add("mark\t" + record.mark().value());
        record.kept().whole().forEach(path -> lines.add("whole\t" + escaped(path)));
        record.kept().opened().forEach(path -> lines.add("opened\t" + escaped(path)));
        record.directories().forEach(looks -> lines.add("directory\t" + text(looks)));
        record.closed().forEach(looks -> lines.add("closed\t" + text(looks)));
        // Whole or not at all: a journal that ends amid a line would be believed.
        Path partial = file.resolveSibling(file.getFileName() + ".partial");
        try (RandomAccessFile out = new RandomAccessFile(partial.toFile(), "rw")) {
            out.setLength(0);
            out.write(PathBytes.encode(String.join("\n", lines) + "\n"));
        }
        Files.move(partial, file);
    }

    void setState(State state) throws IOException {
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            out.write('0' + state.ordinal());
        }
    }

    /** Whether it is there. A process that deletes the builder's files deletes this one, too. */
    boolean exists() {
        return Files.exists(file);
    }

    void end() throws IOException {
        Files.deleteIfExists(file);
    }

    /** An exchange that was not undone. */
    record Entry(State state, ExchangeRecord record) {}

    Optional<Entry> read() throws IOException {
        if (!exists()) {
            return Optional.empty();
        }
        String[] lines = PathBytes.decode(Files.readAllBytes(file)).split("\n");
        if (lines.length < 2 || !lines[0].substring(1).equals(FORMAT)) {
            throw new IOException(file + " was written by another version of this program: \"" + lines[0] + "\"");
        }
        SortedSet<String> whole = new TreeSet<>();
        SortedSet<String> opened = new TreeSet<>();
        List<ExchangeRecord.Looks> directories = new ArrayList<>();
        List<ExchangeRecord.Looks> closed = new ArrayList<>();
        long mark = 0;
        for (int i = 1; i < lines.length; i++) {
            String[] words = lines[i].split("\t", -1);
            switch (words[0]) {
                case "mark" -> mark = Long.parseLong(words[1]);
                case "whole" -> whole.add(plain(words[1]));
                case "opened" -> opened.add(plain(words[1]));
                case "directory" -> directories.add(looks(words));
                case "closed" -> closed.add(looks(words));
                default -> throw new IOException(file + " has an unknown line: " + words[0]);
            }
        }
        return Optional.of(new Entry(
                State.values()[lines[0].charAt(0) - '0'],
                new ExchangeRecord(new KeptPlaces(whole, opened), directories, closed, new ProcessMark(mark))));
    }

    private static String text(ExchangeRecord.Looks looks) {
        return String.join(
                "\t",
                escaped(looks.path()),
                Integer.toString(looks.permissions()),
                Integer.toString(looks.uid()),
                Integer.toString(looks.gid()),
                Long.toString(looks.modifiedSeconds()),
                Integer.toString(looks.modifiedNanos()));
    }

    private static ExchangeRecord.Looks looks(String[] words) {
        return new ExchangeRecord.Looks(
                plain(words[1]),
                Integer.parseInt(words[2]),
                Integer.parseInt(words[3]),
                Integer.parseInt(words[4]),
                Long.parseLong(words[5]),
                Integer.parseInt(words[6]));
    }

    private static String escaped(String path) {
        return path.replace("%", "%25").replace("\t", "%09").replace("\n", "%0A");
    }

    private static String plain(String text) {
        return text.replace("%0A", "\n").replace("%09", "\t").replace("%25", "%");
    }
}
