package io.kaniko.e2e.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What a build may have forgotten on the machine. Only things below one directory count: others work here, too. */
public final class Leftovers {

    private Leftovers() {}

    /** Mounts below the directory that this process can see. */
    public static List<String> mounts(Path directory) throws IOException {
        return Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
                .filter(line -> line.contains(directory.toString()))
                .toList();
    }

    /** Processes that work below the directory: by root, working directory, mounts or command line. */
    public static List<String> processes(Path directory) throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> entries = Files.list(Path.of("/proc"))) {
            for (Path process : entries.filter(
                            entry -> entry.getFileName().toString().matches("\\d+"))
                    .toList()) {
                if (!process.getFileName()
                                .toString()
                                .equals(Long.toString(ProcessHandle.current().pid()))
                        && touches(process, directory.toString())) {
                    found.add(process.getFileName() + " "
                            + read(process.resolve("cmdline")).replace('\0', ' '));
                }
            }
        }
        return found;
    }

    /** Waits a moment until no process works below the directory: the kernel ends a step's after the executor. */
    public static void awaitNoProcess(Path directory) throws IOException {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        List<String> processes = processes(directory);
        while (!processes.isEmpty() && System.nanoTime() < end) {
            Thread.onSpinWait();
            processes = processes(directory);
        }
        if (!processes.isEmpty()) {
            throw new AssertionError("processes left behind: " + processes);
        }
    }

    /** What a finished build has no reason to keep in a work directory: all but cache mounts, and where builds were. */
    public static List<String> files(Path workDirectory) throws IOException {
        if (!Files.exists(workDirectory)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(workDirectory)) {
            return all.filter(path -> !path.equals(workDirectory))
                    .map(path -> workDirectory.relativize(path).toString())
                    .filter(name -> !name.equals("builds") && !name.equals("caches") && !name.startsWith("caches/"))
                    .toList();
        }
    }

    private static boolean touches(Path process, String directory) {
        return read(process.resolve("cmdline")).contains(directory)
                || link(process.resolve("root")).startsWith(directory)
                || link(process.resolve("cwd")).startsWith(directory)
                || read(process.resolve("mountinfo")).contains(directory);
    }

    /** A process may end at any moment; then it touches nothing. */
    private static String read(Path file) {
        try {
            return Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return "";
        }
    }

    private static String link(Path file) {
        try {
            return Files.readSymbolicLink(file).toString();
        } catch (IOException gone) {
            return "";
        }
    }
}
