package io.kaniko.core.nativeio;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Removes a tree. Directories are opened by their path below the top one, so that no more than a few descriptors are
 * open and no stack grows, however deep the tree is. Of one thread, for one tree.
 */
final class TreeDeletion {

    /** A directory below the top one, on its way through: its content goes first, then it goes itself. */
    private record Pending(byte[] relative, boolean emptied) {}

    private final String top;
    private final int base;
    private final long mount;
    private final DirectoryReader reader;
    private final Deque<Pending> stack = new ArrayDeque<>();
    private @Nullable IOException firstFailure;

    private TreeDeletion(String top, int base, long mount, DirectoryReader reader) {
        this.top = top;
        this.base = base;
        this.mount = mount;
        this.reader = reader;
    }

    static void delete(String path) throws IOException {
        try (NativePath target = new NativePath(path)) {
            long answer = target.callHere(SystemCall.UNLINKAT, 0, 0, 0);
            if (answer >= 0 || answer == -Errno.ENOENT) {
                return;
            }
            target.check(SystemCall.STATX, target.stat());
            if (!Statx.value(target.facts()).isDirectory()) {
                throw target.failure(SystemCall.UNLINKAT, answer);
            }
            if (Statx.isMountRoot(target.facts())) {
                throw mounted(path);
            }
            int base = openAnyway(target);
            try (DirectoryReader reader = new DirectoryReader()) {
                new TreeDeletion(path, base, Statx.mount(target.facts()), reader).run();
            } finally {
                Kernel.close(target.state(), base);
            }
            target.check(SystemCall.UNLINKAT, target.callHere(SystemCall.UNLINKAT, Kernel.AT_REMOVEDIR, 0, 0));
        }
    }

    /** Opens a directory; where its own permissions are in the way of a user who is not root, they go first. */
    private static int openAnyway(NativePath target) throws FileSystemException {
        int flags = Kernel.O_RDONLY | Kernel.O_DIRECTORY | Kernel.O_NONBLOCK;
        long answer = target.tryOpen(flags, 0);
        if (answer == -Errno.EACCES) {
            target.callHere(SystemCall.FCHMODAT, 0700, 0, 0);
            answer = target.tryOpen(flags, 0);
        }
        return (int) target.check(SystemCall.OPENAT, answer);
    }

    private void run() throws IOException {
        expand(new byte[] {'.'}, new byte[0]);
        while (!stack.isEmpty()) {
            Pending next = stack.pop();
            String path = top + "/" + PathBytes.decode(next.relative());
            if (next.emptied()) {
                try (NativePath target = new NativePath(base, next.relative(), path)) {
                    remove(target, Kernel.AT_REMOVEDIR);
                } catch (IOException e) {
                    keep(e);
                }
            } else {
                stack.push(new Pending(next.relative(), true));
                try {
                    expand(next.relative(), next.relative());
                } catch (IOException e) {
                    keep(e);
                }
            }
        }
        if (firstFailure != null) {
            throw firstFailure;
        }
    }

    /** Removes the files of a directory and puts its directories on the stack. */
    private void expand(byte[] directory, byte[] prefix) throws IOException {
        String path = top + "/" + PathBytes.decode(prefix);
        open(directory, path);
        reader.statDirectory();
        if (!Statx.isOnMount(reader.facts(), mount)) {
            throw mounted(path);
        }
        for (byte[] name : names()) {
            byte[] relative = join(prefix, name);
            try (NativePath target =
                    new NativePath(reader.descriptor(), name, top + "/" + PathBytes.decode(relative))) {
                long answer = target.callHere(SystemCall.UNLINKAT, 0, 0, 0);
                if (answer == -Errno.EACCES) {
                    makeWritable(directory, path);
                    answer = target.callHere(SystemCall.UNLINKAT, 0, 0, 0);
                }
                if (answer == -Errno.EISDIR || answer == -Errno.EPERM && isDirectory(target)) {
                    stack.push(new Pending(relative, false));
                } else if (answer != -Errno.ENOENT) {
                    target.check(SystemCall.UNLINKAT, answer);
                }
            } catch (IOException e) {
                keep(e);
            }
        }
    }

    private static FileSystemException mounted(String path) {
        return new FileSystemException(path, null, "a file system is mounted here: it is left alone, unmount it");
    }

    private void open(byte[] directory, String path) throws IOException {
        long answer = reader.tryOpen(base, directory, path);
        if (answer == -Errno.EACCES) {
            makeWritable(directory, path);
            answer = reader.tryOpen(base, directory, path);
        }
        if (answer < 0) {
            throw LinuxException.of("openat", path, (int) -answer);
        }
    }

    /** All names first: what getdents64 gives while entries go is not the same on every file system. */
    private List<byte[]> names() throws FileSystemException {
        List<byte[]> names = new ArrayList<>();
        while (reader.next()) {
            names.add(reader.nameBytes());
        }
        return names;
    }

    private void makeWritable(byte[] directory, String path) throws IOException {
        try (NativePath target = new NativePath(base, directory, path)) {
            target.check(SystemCall.FCHMODAT, target.callHere(SystemCall.FCHMODAT, 0700, 0, 0));
        }
    }

    private static boolean isDirectory(NativePath target) {
        return target.stat() == 0 && Statx.value(target.facts()).isDirectory();
    }

    private static void remove(NativePath target, int flags) throws FileSystemException {
        long answer = target.callHere(SystemCall.UNLINKAT, flags, 0, 0);
        if (answer != -Errno.ENOENT) {
            target.check(SystemCall.UNLINKAT, answer);
        }
    }

    /** The first failure is the one to report: a directory that is not empty after it is only its consequence. */
    private void keep(IOException failure) {
        if (firstFailure == null) {
            firstFailure = failure;
        }
    }

    private static byte[] join(byte[] prefix, byte[] name) {
        if (prefix.length == 0) {
            return name;
        }
        byte[] joined = Arrays.copyOf(prefix, prefix.length + 1 + name.length);
        joined[prefix.length] = '/';
        System.arraycopy(name, 0, joined, prefix.length + 1, name.length);
        return joined;
    }
}
