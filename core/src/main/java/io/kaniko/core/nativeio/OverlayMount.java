package io.kaniko.core.nativeio;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * An overlay file system: directories seen as one, of which the uppermost takes what is written.
 *
 * @param directory absolute; all other names are relative to it, since the kernel takes no more than a page of options
 * @param lowers the uppermost first, at least one, at most {@link #MOST_LOWERS}
 * @param writable empty for one that cannot be written to, which needs two lowers
 * @param userAttributes whether the file system's own notes are {@code user.} attributes, as in a user namespace
 */
public record OverlayMount(String directory, List<String> lowers, Optional<Writable> writable, boolean userAttributes) {

    /** With names of twenty letters that much fits into the options; the kernel's own limit is 500. */
    public static final int MOST_LOWERS = 180;

    private static final long CLONE_FS = 0x200;

    /**
     * Where what is written goes.
     *
     * @param upper the directory that takes it
     * @param work an empty directory beside it, which was never used before
     */
    public record Writable(String upper, String work) {}

    public OverlayMount {
        lowers = List.copyOf(lowers);
        if (lowers.isEmpty() || lowers.size() > MOST_LOWERS) {
            throw new IllegalArgumentException("an overlay of " + lowers.size() + " lower directories");
        }
        lowers.forEach(OverlayMount::check);
        writable.ifPresent(both -> {
            check(both.upper());
            check(both.work());
        });
    }

    private static void check(String name) {
        if (!name.matches("[A-Za-z0-9./_-]+")) {
            throw new IllegalArgumentException("a name that overlay options would have to escape: " + name);
        }
    }

    /**
     * Mounts it, for all threads that share the calling one's mounts.
     *
     * @param target relative to the directory, too
     * @throws IOException where the kernel or the file system below cannot
     */
    public void mount(String target) throws IOException {
        // A working directory is shared by all threads, but for one that takes its own.
        AtomicReference<Optional<IOException>> failure = new AtomicReference<>(Optional.empty());
        Thread thread = Thread.ofPlatform().daemon().name("mount").unstarted(() -> {
            try {
                enterDirectory();
                LinuxMounts.mount("overlay", target, EnumSet.noneOf(MountOption.class), options());
            } catch (IOException e) {
                failure.set(Optional.of(e));
            }
        });
        thread.start();
        join(thread);
        if (failure.get().isPresent()) {
            IOException cause = failure.get().get();
            throw new IOException("cannot mount an overlay in " + directory + ": " + cause.getMessage(), cause);
        }
    }

    private void enterDirectory() throws IOException {
        try (Arena arena = Arena.ofConfined();
                NativePath path = new NativePath(directory)) {
            MemorySegment state = arena.allocate(Kernel.STATE);
            path.check(SystemCall.UNSHARE, Kernel.call(state, SystemCall.UNSHARE, CLONE_FS, 0, 0));
            path.check(SystemCall.CHDIR, Kernel.call(state, SystemCall.CHDIR, path.nameWithoutDirectory(), 0, 0));
        }
    }

    /**
     * Directories are not renamed by a note but copied, files are copied whole, and nothing is kept to recognise files by:
     * each layer alone then says what it changes. Unmounting need not wait for the disk ({@code volatile}).
     */
    private String options() {
        // In a user namespace no directory is ever renamed by a note, and saying so is an error.
        StringBuilder options = new StringBuilder(userAttributes ? "userxattr" : "redirect_dir=nofollow");
        options.append(",metacopy=off,index=off,lowerdir=").append(String.join(":", lowers));
        writable.ifPresent(both -> options.append(",upperdir=")
                .append(both.upper())
                .append(",workdir=")
                .append(both.work())
                .append(",volatile"));
        return options.toString();
    }

    /** To its end in any case: whoever mounts must know whether it happened. */
    private static void join(Thread thread) {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
