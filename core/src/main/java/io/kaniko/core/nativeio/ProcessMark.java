package io.kaniko.core.nativeio;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A number that processes inherit and cannot get rid of, to find those that one of them has left behind. The environment
 * would be visible and can be changed, a session can be left, and a process namespace needs CAP_SYS_ADMIN.
 *
 * @param value a limit of file locks that no other process has
 */
public record ProcessMark(long value) {

    private static final long LOWEST = 1L << 40;
    private static final long HIGHEST = 1L << 62;
    private static final String LABEL = "Max file locks";

    /** A new mark; a builder that is marked itself can only make lower ones. */
    public static ProcessMark next(Random random) throws IOException {
        long mine = ResourceLimit.fileLocks().highest();
        if (mine < 0 || mine > HIGHEST) {
            return new ProcessMark(random.nextLong(LOWEST, HIGHEST));
        }
        if (mine < 2) {
            throw new IOException("the limit of file locks is " + mine + ", so that processes cannot be marked by it");
        }
        return new ProcessMark(random.nextLong(mine / 2, mine));
    }

    /** The numbers of the processes that have it, also of those that have ended and were not reaped. */
    public List<Integer> processes() throws IOException {
        List<Integer> found = new ArrayList<>();
        for (String name : LinuxFiles.list("/proc")) {
            if (Character.isDigit(name.charAt(0)) && isOn(name)) {
                found.add(Integer.parseInt(name));
            }
        }
        return found;
    }

    private boolean isOn(String process) throws IOException {
        try {
            for (String line : Files.readString(Path.of("/proc", process, "limits"), StandardCharsets.US_ASCII)
                    .split("\n")) {
                if (line.startsWith(LABEL)) {
                    String[] words = line.substring(LABEL.length()).strip().split(" +");
                    return words.length > 1 && words[1].equals(Long.toString(value));
                }
            }
            return false;
        } catch (NoSuchFileException gone) {
            return false;
        } catch (IOException e) {
            // A process that is about to vanish answers ESRCH.
            if (Files.exists(Path.of("/proc", process, "limits"))) {
                throw e;
            }
            return false;
        }
    }
}
