package io.kaniko.core.nativeio;

import io.kaniko.spi.FileStat;
import io.kaniko.spi.FileTree;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads the facts about every file below a directory, a few threads at once. Links are not followed; mount points and
 * what lies below them are left out. The number of open descriptors is the number of threads and one, however deep the
 * tree is: directories are opened by their path below the top one.
 */
public final class DirectoryWalk {

    private static final int BATCH = 512;
    private static final int BATCHES_WAITING = 64;

    /** What one thread found in one directory, in one piece so that handing it over costs little. */
    private record Batch(List<String> paths, List<FileStat> stats) {
        static final Batch END = new Batch(List.of(), List.of());
    }

    private final String top;
    private final Predicate<String> pruned;
    private final int workers;
    private final BlockingQueue<Batch> found = new ArrayBlockingQueue<>(BATCHES_WAITING);

    /** Directories to be read; last in, first out, so that few wait. This object's lock guards all that follows. */
    private final Deque<String> waiting = new ArrayDeque<>();

    private int reading;
    private int workersLeft;
    private @Nullable Throwable failure;

    private DirectoryWalk(String top, Predicate<String> pruned, int workers) {
        this.top = top;
        this.pruned = pruned;
        this.workers = workers;
    }

    /**
     * Visits everything below {@code directory} but not itself. Paths are relative to it; a directory comes before what
     * is in it, siblings come in no order. Files that go away meanwhile are left out.
     *
     * @param pruned tells by path what to leave out with everything below; called by several threads
     * @param visitor called by the calling thread only
     */
    public static void walk(String directory, Predicate<String> pruned, FileTree.Visitor visitor) throws IOException {
        int workers = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 8);
        new DirectoryWalk(directory, pruned, workers).run(visitor);
    }

    private void run(FileTree.Visitor visitor) throws IOException {
        try (NativePath target = new NativePath(top)) {
            int base = target.open(Kernel.O_RDONLY | Kernel.O_DIRECTORY | Kernel.O_NONBLOCK, 0);
            try (DirectoryReader reader = new DirectoryReader()) {
                reader.open(base, new byte[] {'.'}, top);
                reader.statDirectory();
                start(base, Statx.mount(reader.facts()));
                visitAll(visitor);
            } finally {
                Kernel.close(target.state(), base);
            }
        }
        throwFailure();
    }

    private synchronized void start(int base, long mount) {
        waiting.push("");
        for (int i = 0; i < workers; i++) {
            try {
                Thread.ofPlatform().daemon().name("walk-" + i).start(() -> work(base, mount));
                workersLeft++;
            } catch (OutOfMemoryError noMoreThreads) {
                // Fewer do it too, in a pod with a tight limit of processes.
                if (workersLeft == 0) {
                    throw noMoreThreads;
                }
            }
        }
    }

    /** Visits until the last worker has ended, also after a failure: the workers use the open directory. */
    private void visitAll(FileTree.Visitor visitor) {
        for (Batch batch = take(); batch != Batch.END; batch = take()) {
            if (!failed()) {
                try {
                    for (int i = 0; i < batch.paths().size(); i++) {
                        visitor.visit(batch.paths().get(i), batch.stats().get(i));
                    }
                } catch (Throwable e) {
                    fail(e);
                }
            }
        }
    }

    private Batch take() {
        while (true) {
            try {
                return found.take();
            } catch (InterruptedException e) {
                fail(e);
            }
        }
    }

    private synchronized void throwFailure() throws IOException {
        switch (failure) {
            case null -> {}
            case IOException e -> throw e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case InterruptedException e -> {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("the walk through " + top + " was interrupted");
            }
            default -> throw new IOException("the walk through " + top + " failed", failure);
        }
    }

    private synchronized boolean failed() {
        return failure != null;
    }

    private synchronized void fail(Throwable e) {
        if (failure == null) {
            failure = e;
        }
        waiting.clear();
        notifyAll();
    }

    private void work(int base, long mount) {
        try (DirectoryReader reader = new DirectoryReader()) {
            for (String directory = next(); directory != null; directory = next()) {
                try {
                    read(base, mount, directory, reader);
                } finally {
                    done();
                }
            }
        } catch (Throwable e) {
            fail(e);
        } finally {
            endWorker();
        }
    }

    private void endWorker() {
        boolean last;
        synchronized (this) {
            workersLeft--;
            last = workersLeft == 0;
        }
        if (last) {
            put(Batch.END);
        }
    }

    private synchronized @Nullable String next() throws InterruptedException {
        while (waiting.isEmpty() && reading > 0 && failure == null) {
            wait();
        }
        String directory = waiting.poll();
        if (directory != null) {
            reading++;
        }
        return directory;
    }

    private synchronized void done() {
        reading--;
        if (reading == 0) {
            notifyAll();
        }
    }

    private void read(int base, long mount, String directory, DirectoryReader reader) throws IOException {
        String shown = top + "/" + directory;
        byte[] relative = directory.isEmpty() ? new byte[] {'.'} : PathBytes.encode(directory);
        long answer = openOrMissing(reader, base, relative, shown);
        if (answer == -Errno.ENOENT) {
            return;
        }
        if (answer < 0) {
            throw LinuxException.of("openat", shown, (int) -answer);
        }
        String prefix = directory.isEmpty() ? "" : directory + "/";
        byte[] name = new byte[256];
        Batch batch = new Batch(new ArrayList<>(), new ArrayList<>());
        List<String> directories = new ArrayList<>();
        while (reader.next() && !failed()) {
            int length = reader.nameLength();
            reader.copyName(name, 0, length);
            String path = prefix + PathBytes.decode(name, 0, length);
            if (!pruned.test(path) && stat(reader, shown, mount)) {
                FileStat stat = Statx.value(reader.facts());
                batch.paths().add(path);
                batch.stats().add(stat);
                if (stat.isDirectory()) {
                    directories.add(path);
                }
                if (batch.paths().size() == BATCH) {
                    put(batch);
                    batch = new Batch(new ArrayList<>(), new ArrayList<>());
                }
            }
        }
        put(batch);
        push(directories);
    }

    private static long openOrMissing(DirectoryReader reader, int base, byte[] relative, String shown)
            throws IOException {
        try {
            return reader.tryOpen(base, relative, shown);
        } catch (NoSuchFileException e) {
            return -Errno.ENOENT;
        }
    }

    /** Reads the facts about the reader's entry; false where it is gone or belongs to another mount. */
    private static boolean stat(DirectoryReader reader, String directory, long mount) throws IOException {
        long answer = reader.stat();
        if (answer < 0 && answer != -Errno.ENOENT) {
            throw LinuxException.of(
                    SystemCall.STATX.toString(), directory + "/" + PathBytes.decode(reader.nameBytes()), (int) -answer);
        }
        return answer == 0 && Statx.isOnMount(reader.facts(), mount);
    }

    /** Hands over what was found; only then may its directories be read, so that parents are visited first. */
    private void put(Batch batch) {
        if (batch == Batch.END || !batch.paths().isEmpty()) {
            while (true) {
                try {
                    found.put(batch);
                    return;
                } catch (InterruptedException e) {
                    fail(e);
                }
            }
        }
    }

    private synchronized void push(List<String> directories) {
        if (failure == null && !directories.isEmpty()) {
            directories.forEach(waiting::push);
            notifyAll();
        }
    }
}
