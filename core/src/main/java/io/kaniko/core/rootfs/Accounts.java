package io.kaniko.core.rootfs;

import io.kaniko.core.nativeio.LinuxFiles;
import io.kaniko.core.nativeio.PathBytes;
import io.kaniko.spi.BuildException;
import io.kaniko.spi.BuildException.Kind;
import io.kaniko.spi.FileStat;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;

/**
 * The users and groups of an image: {@code /etc/passwd} and {@code /etc/group} of a stage root, as they are at the
 * moment of reading. Answers the two questions of a Dockerfile, which BuildKit answers by different rules: who runs a
 * process, and whom a copied file belongs to.
 */
public final class Accounts {

    /** Larger files are refused: they are read whole, and an image may hold anything under these names. */
    private static final int LARGEST_FILE = 16 << 20;

    /** The error of BuildKit in the same place; what users search the web for. */
    private static final String NO_FILES = "invalid user index: -1";

    /**
     * Who runs a process.
     *
     * @param groups supplementary groups, in the order of {@code /etc/group}
     * @param home the home directory in the image
     */
    public record Identity(int uid, int gid, List<Integer> groups, String home) {
        public Identity {
            groups = List.copyOf(groups);
        }
    }

    /** Whom a file belongs to. */
    public record Owner(int uid, int gid) {
        public static final Owner ROOT = new Owner(0, 0);
    }

    private record User(String name, int uid, int gid, String home) {}

    private record Group(String name, int gid, List<String> members) {}

    private final List<User> users;
    private final List<Group> groups;
    private final boolean withoutFiles;

    private Accounts(List<User> users, List<Group> groups, boolean withoutFiles) {
        this.users = List.copyOf(users);
        this.groups = List.copyOf(groups);
        this.withoutFiles = withoutFiles;
    }

    /** Reads the files; one that is missing holds nobody. */
    public static Accounts of(StageRoot root) throws IOException {
        List<User> users = new ArrayList<>();
        for (String line : lines(root, "etc/passwd")) {
            String[] fields = line.split(":", -1);
            if (fields.length >= 4) {
                id(fields[2])
                        .ifPresent(uid -> id(fields[3])
                                .ifPresent(gid ->
                                        users.add(new User(fields[0], uid, gid, fields.length > 5 ? fields[5] : ""))));
            }
        }
        List<Group> groups = new ArrayList<>();
        for (String line : lines(root, "etc/group")) {
            String[] fields = line.split(":", -1);
            if (fields.length >= 3) {
                List<String> members = fields.length > 3 ? List.of(fields[3].split(",")) : List.of();
                id(fields[2]).ifPresent(gid -> groups.add(new Group(fields[0], gid, members)));
            }
        }
        boolean withoutFiles = LinuxFiles.find(root.directory()).isEmpty()
                || LinuxFiles.list(root.directory()).isEmpty();
        return new Accounts(users, groups, withoutFiles);
    }

    private static List<String> lines(StageRoot root, String path) throws IOException {
        StageRoot.ResolvedPath file = root.resolve(path, true);
        if (file.stat().filter(FileStat::isRegularFile).isEmpty()) {
            return List.of();
        }
        byte[] bytes;
        try (InputStream in = LinuxFiles.read(file.host())) {
            bytes = in.readNBytes(LARGEST_FILE + 1);
        }
        if (bytes.length > LARGEST_FILE) {
            throw new BuildException(
                    Kind.USER,
                    "Cannot look up users: /" + file.relative() + " of the image is larger than 16 MiB",
                    "Mend the file in the base image.");
        }
        return PathBytes.decode(bytes)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
    }

    /** A number that the kernel takes as an id; what is none names nobody. */
    private static OptionalInt id(String text) {
        if (text.isEmpty() || text.length() > 10 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return OptionalInt.empty();
        }
        long number = Long.parseLong(text);
        return number > Integer.MAX_VALUE ? OptionalInt.empty() : OptionalInt.of((int) number);
    }

    /**
     * Who a process runs as, by the rules of {@code USER}: a name must be in the files, a number need not be, an
     * explicit group is the only one. Two numbers are taken as they are.
     *
     * @param user {@code user}, {@code user:group}, names or numbers; empty for root
     * @throws BuildException when a name is not in the files
     */
    public Identity identity(String user) {
        int colon = user.indexOf(':');
        String userPart = colon < 0 ? user : user.substring(0, colon);
        String groupPart = colon < 0 ? "" : user.substring(colon + 1);
        OptionalInt uid = id(userPart);
        OptionalInt gid = id(groupPart);
        Optional<User> found = find(
                users,
                entry -> userPart.isEmpty()
                        ? entry.uid() == 0
                        : uid.isPresent()
                                ? entry.uid() == uid.getAsInt()
                                : entry.name().equals(userPart));
        if (found.isEmpty() && uid.isEmpty() && !userPart.isEmpty()) {
            throw unknown("user", userPart, user, "/etc/passwd");
        }
        int resultUid = found.map(User::uid).orElse(uid.orElse(0));
        String home = found.map(User::home).filter(text -> !text.isEmpty()).orElse("/");
        if (!groupPart.isEmpty()) {
            return new Identity(resultUid, group(groupPart, gid, user), List.of(), home);
        }
        List<Integer> supplementary = found.map(entry -> groups.stream()
                        .filter(group -> group.members().contains(entry.name()))
                        .map(Group::gid)
                        .distinct()
                        .toList())
                .orElse(List.of());
        return new Identity(resultUid, found.map(User::gid).orElse(0), supplementary, home);
    }

    private int group(String groupPart, OptionalInt gid, String user) {
        if (gid.isPresent()) {
            return gid.getAsInt();
        }
        return find(groups, entry -> entry.name().equals(groupPart))
                .map(Group::gid)
                .orElseThrow(() -> unknown("group", groupPart, user, "/etc/group"));
    }

    private static BuildException unknown(String kind, String name, String user, String file) {
        return new BuildException(
                Kind.USER,
                "Cannot run as USER " + user + ": " + kind + " " + name + " is not in " + file + " of the image",
                "Create it in an earlier RUN, or use a number.");
    }

    /** The home directory of a user id, {@code /} where the image knows none. */
    public String home(int uid) {
        return find(users, entry -> entry.uid() == uid)
                .map(User::home)
                .filter(text -> !text.isEmpty())
                .orElse("/");
    }

    /**
     * Whom {@code --chown} means, by the rules of BuildKit, which refuses nothing here: an unknown user is root, an
     * unknown group is the user's own, a number alone is also the group.
     *
     * @param chown {@code user}, {@code user:group}, names or numbers
     * @throws BuildException when there is a name but nothing in the image yet that could explain it
     */
    public Owner owner(String chown) {
        int colon = chown.indexOf(':');
        Owner owner = ownerOfUser(colon < 0 ? chown : chown.substring(0, colon), chown);
        return colon < 0 ? owner : new Owner(owner.uid(), groupOfOwner(chown.substring(colon + 1), owner.gid(), chown));
    }

    private Owner ownerOfUser(String name, String chown) {
        OptionalInt uid = numberOrRoot(name);
        if (uid.isPresent()) {
            return new Owner(uid.getAsInt(), uid.getAsInt());
        }
        checkFiles(chown);
        return find(users, entry -> entry.name().equals(name))
                .map(entry -> new Owner(entry.uid(), entry.gid()))
                .orElse(Owner.ROOT);
    }

    private int groupOfOwner(String name, int otherwise, String chown) {
        OptionalInt gid = numberOrRoot(name);
        if (gid.isPresent()) {
            return gid.getAsInt();
        }
        checkFiles(chown);
        return find(groups, entry -> entry.name().equals(name)).map(Group::gid).orElse(otherwise);
    }

    /** BuildKit knows this one name without looking. */
    private static OptionalInt numberOrRoot(String name) {
        return name.equals("root") ? OptionalInt.of(0) : id(name);
    }

    private void checkFiles(String chown) {
        if (withoutFiles) {
            throw new BuildException(
                    Kind.USER,
                    "Cannot apply --chown=" + chown + ": " + NO_FILES + " (the stage has no files, so no /etc/passwd)",
                    "Use numbers, or copy /etc/passwd and /etc/group first.");
        }
    }

    private static <T> Optional<T> find(List<T> entries, Predicate<T> wanted) {
        return entries.stream().filter(wanted).findFirst();
    }
}
