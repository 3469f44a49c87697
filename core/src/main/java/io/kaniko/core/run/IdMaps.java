package io.kaniko.core.run;

import io.kaniko.core.nativeio.Capability;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The ways in which the users of a new user namespace can be written down, best first: all users of this machine, which
 * wants privileges; the ranges that {@code /etc/subuid} gives to the user, by the setuid programs of Debian's package
 * uidmap; the user alone.
 */
sealed interface IdMaps {

    /** How many users there are then. */
    long count();

    /** Writes the users and groups of a process that is in the new namespace. */
    void write(int process) throws IOException, InterruptedException;

    /** Written straight into the kernel's files. */
    record Direct(List<IdRange> users, List<IdRange> groups, boolean denyGroups) implements IdMaps {
        @Override
        public long count() {
            return IdRange.count(users);
        }

        @Override
        public void write(int process) throws IOException {
            Path directory = Path.of("/proc", Integer.toString(process));
            if (denyGroups) {
                // Else who has no privileges could leave groups that are there to forbid something.
                Files.writeString(directory.resolve("setgroups"), "deny");
            }
            Files.writeString(directory.resolve("gid_map"), lines(groups));
            Files.writeString(directory.resolve("uid_map"), lines(users));
        }

        private static String lines(List<IdRange> ranges) {
            StringBuilder lines = new StringBuilder();
            ranges.forEach(range -> lines.append(range).append('\n'));
            return lines.toString();
        }
    }

    /** Written by newuidmap and newgidmap. */
    record Subordinate(List<IdRange> users, List<IdRange> groups, Path newUserMap, Path newGroupMap) implements IdMaps {

        private static final int SECONDS = 10;

        @Override
        public long count() {
            return IdRange.count(users);
        }

        @Override
        public void write(int process) throws IOException, InterruptedException {
            run(newGroupMap, process, groups);
            run(newUserMap, process, users);
        }

        private static void run(Path program, int process, List<IdRange> ranges)
                throws IOException, InterruptedException {
            List<String> command = new ArrayList<>(List.of(program.toString(), Integer.toString(process)));
            ranges.forEach(range -> command.addAll(List.of(range.toString().split(" "))));
            Process running =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            running.getOutputStream().close();
            String said;
            try (InputStream output = running.getInputStream()) {
                said = new String(output.readNBytes(1000), StandardCharsets.UTF_8).strip();
            }
            if (!running.waitFor(SECONDS, TimeUnit.SECONDS)) {
                running.destroyForcibly();
                throw new IOException(program + " did not end within " + SECONDS + " s");
            }
            if (running.exitValue() != 0) {
                throw new IOException(program + " failed: " + (said.isEmpty() ? "code " + running.exitValue() : said));
            }
        }
    }

    /** What this process can try, best first. */
    static List<IdMaps> ofThisProcess(String userName, String searchPath) throws IOException {
        List<IdMaps> ways = new ArrayList<>();
        if (Capability.effective().containsAll(EnumSet.of(Capability.SETUID, Capability.SETGID))) {
            ways.add(new Direct(
                    IdRange.identity(Files.readAllLines(Path.of("/proc/self/uid_map"))),
                    IdRange.identity(Files.readAllLines(Path.of("/proc/self/gid_map"))),
                    false));
        }
        long user = id("Uid:");
        long group = id("Gid:");
        subordinate(userName, user, group, searchPath).ifPresent(ways::add);
        ways.add(new Direct(IdRange.rootAnd(user, List.of()), IdRange.rootAnd(group, List.of()), true));
        return ways;
    }

    private static Optional<IdMaps> subordinate(String userName, long user, long group, String searchPath)
            throws IOException {
        Optional<Path> newUserMap = find("newuidmap", searchPath);
        Optional<Path> newGroupMap = find("newgidmap", searchPath);
        List<IdRange> users = IdRange.subordinate(lines(Path.of("/etc/subuid")), userName, user);
        List<IdRange> groups = IdRange.subordinate(lines(Path.of("/etc/subgid")), userName, user);
        if (newUserMap.isEmpty() || newGroupMap.isEmpty() || users.isEmpty() || groups.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Subordinate(
                IdRange.rootAnd(user, users), IdRange.rootAnd(group, groups), newUserMap.get(), newGroupMap.get()));
    }

    private static Optional<Path> find(String program, String searchPath) {
        for (String directory : searchPath.split(":")) {
            if (directory.startsWith("/")) {
                Path file = Path.of(directory, program);
                if (Files.isExecutable(file)) {
                    return Optional.of(file);
                }
            }
        }
        return Optional.empty();
    }

    private static List<String> lines(Path file) throws IOException {
        return Files.isReadable(file) ? Files.readAllLines(file, StandardCharsets.ISO_8859_1) : List.of();
    }

    /** The effective id: the second number. */
    private static long id(String label) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith(label)) {
                return Long.parseLong(line.split("\\s+")[2]);
            }
        }
        throw new IOException("/proc/self/status has no line " + label);
    }
}
