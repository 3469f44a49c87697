package io.kaniko.core.nativeio;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What a new process does before it becomes another program, written down as a list of system calls. The process makes
 * them in the order in which the methods of this class were called, and stops at the first that fails.
 *
 * <p>{@code posix_spawn} would not do: it can neither mount nor take another root or user, and a thread that did this
 * beforehand would have to go on as Java code in a foreign root, where the next class to be loaded is missing. And
 * only a member of a new process namespace can mount its {@code /proc}. So everything happens in the child, and the
 * thread that starts it stays what it is. The child shares the JVM's memory, but runs no line of Java or C, only the
 * few bytes of {@link MachineCode}; the calling thread stands still until they are through, as with {@code vfork(2)}.
 *
 * <p>Used by one thread.
 */
public final class ChildProgram implements AutoCloseable {

    /** What a failed call was for. */
    public enum Step {
        SETUP,
        PROC,
        ROOT,
        CLOSE,
        USER,
        WORKING_DIRECTORY,
        EXECUTE
    }

    private static final long MS_REMOUNT = 32;
    private static final long MS_BIND = 4096;
    private static final long MS_MOVE = 8192;
    private static final long MS_REC = 16384;
    private static final long MS_PRIVATE = 1 << 18;
    private static final long MNT_DETACH = 2;

    private static final long SIG_SETMASK = 2;
    private static final int LAST_SIGNAL = 64;
    private static final int SIGKILL = 9;
    private static final int SIGTERM = 15;
    private static final int SIGSTOP = 19;
    private static final long SIGNAL_SET_SIZE = 8;

    private static final long PR_SET_PDEATHSIG = 1;
    private static final long PR_CAPBSET_DROP = 24;
    private static final long PR_CAP_AMBIENT = 47;
    private static final long PR_CAP_AMBIENT_CLEAR_ALL = 4;
    private static final int CAPABILITY_VERSION_3 = 0x20080522;

    private static final long KEYCTL_JOIN_SESSION_KEYRING = 1;

    /** How many descriptors above the highest open one are closed where the kernel has no {@code close_range}. */
    private static final int DESCRIPTOR_MARGIN = 1024;

    private final CallList calls = new CallList();

    /**
     * Keeps the JVM's signal handlers from running in the new process. The first thing to do. Undone by {@link
     * #execute}.
     */
    public ChildProgram blockSignals() {
        setSignalMask(-1, -1);
        return this;
    }

    private void setSignalMask(int low, int high) {
        add(SystemCall.RT_SIGPROCMASK, SIG_SETMASK, calls.integers(low, high), 0, SIGNAL_SET_SIZE);
    }

    /** Stops here until somebody lets the process go on. */
    public ChildProgram meet(Rendezvous rendezvous) {
        calls.numberAt(rendezvous.numberAddress());
        rendezvous.addTo(calls);
        return this;
    }

    /** Cuts the process's mounts off from others, which nobody may do who may not mount. Needs a mount namespace. */
    public ChildProgram privateMounts() {
        long top = calls.ascii("/");
        calls.add(SystemCall.MOUNT, Step.SETUP, "/", 0, top, 0, MS_REC | MS_PRIVATE, 0);
        return this;
    }

    /** Leaves the terminal and the kernel's key ring of the builder. */
    public ChildProgram newSession() {
        add(SystemCall.SETSID);
        // Kernels without key rings say so; containers' seccomp filters refuse the call.
        calls.attempt(SystemCall.KEYCTL, KEYCTL_JOIN_SESSION_KEYRING, 0);
        return this;
    }

    /** Mounts the {@code /proc} of the new process's own namespace. */
    public ChildProgram mountProc(String target) {
        long options =
                MountOption.flags(Set.of(MountOption.NO_SETUID, MountOption.NO_DEVICES, MountOption.NO_EXECUTION));
        long type = calls.ascii("proc");
        calls.add(SystemCall.MOUNT, Step.PROC, "proc at " + target, type, calls.path(target), type, options, 0);
        return this;
    }

    /** Puts a file or directory over another one. */
    public ChildProgram bind(String source, String target) {
        calls.add(SystemCall.MOUNT, Step.SETUP, target, calls.path(source), calls.path(target), 0, MS_BIND, 0);
        return this;
    }

    /** Puts an empty directory that nobody can write to over another one. */
    public ChildProgram hideDirectory(String target) {
        long type = calls.ascii("tmpfs");
        long options = MountOption.flags(Set.of(MountOption.READ_ONLY));
        calls.add(
                SystemCall.MOUNT, Step.SETUP, target, type, calls.path(target), type, options, calls.ascii("size=0k"));
        return this;
    }

    /** Makes a mount that {@link #bind} made read-only, as part of {@code /proc}. */
    public ChildProgram restrict(String target) {
        long options = MountOption.flags(Set.of(MountOption.values()));
        calls.add(SystemCall.MOUNT, Step.SETUP, target, 0, calls.path(target), 0, MS_REMOUNT | MS_BIND | options, 0);
        return this;
    }

    /** Makes open descriptors of the caller, all above 2, the standard streams. */
    public ChildProgram standardStreams(int input, int output, int error) {
        add(SystemCall.DUP3, input, 0, 0);
        add(SystemCall.DUP3, output, 1, 0);
        add(SystemCall.DUP3, error, 2, 0);
        return this;
    }

    /**
     * Closes every descriptor above 2.
     *
     * @param atOnce whether by one call, which kernels before 5.9 lack and old seccomp filters refuse
     */
    public ChildProgram closeOthers(boolean atOnce) throws IOException {
        if (atOnce) {
            calls.add(SystemCall.CLOSE_RANGE, Step.CLOSE, "", 3, 0xFFFF_FFFFL, 0);
        } else {
            closeOneByOne();
        }
        return this;
    }

    private void closeOneByOne() throws IOException {
        int highest = LinuxFiles.list("/proc/self/fd").stream()
                .mapToInt(Integer::parseInt)
                .max()
                .orElse(2);
        IntStream.rangeClosed(3, highest + DESCRIPTOR_MARGIN)
                .forEach(descriptor -> calls.attempt(SystemCall.CLOSE, descriptor));
    }

    /** Makes a mount point the root; the old root is out of reach afterwards. Needs a mount namespace of its own. */
    public ChildProgram pivotRoot(String directory) {
        calls.add(SystemCall.CHDIR, Step.ROOT, directory, calls.path(directory));
        long here = calls.ascii(".");
        // The old root comes to lie on the new one, from where it is taken away: no directory for it is needed.
        calls.add(SystemCall.PIVOT_ROOT, Step.ROOT, directory, here, here);
        calls.add(SystemCall.UMOUNT2, Step.ROOT, "the old root", here, MNT_DETACH);
        calls.add(SystemCall.CHDIR, Step.ROOT, "/", calls.ascii("/"));
        return this;
    }

    /** The same where the old root is the kernel's first one, which cannot be pivoted: covers it. */
    public ChildProgram moveRoot(String directory) {
        calls.add(SystemCall.CHDIR, Step.ROOT, directory, calls.path(directory));
        long top = calls.ascii("/");
        calls.add(SystemCall.MOUNT, Step.ROOT, directory, calls.path(directory), top, 0, MS_MOVE, 0);
        calls.add(SystemCall.CHROOT, Step.ROOT, directory, calls.ascii("."));
        calls.add(SystemCall.CHDIR, Step.ROOT, "/", top);
        return this;
    }

    /** Makes a directory the root, and nothing else: uid 0 with CAP_SYS_CHROOT can leave it. */
    public ChildProgram changeRoot(String directory) {
        calls.add(SystemCall.CHDIR, Step.ROOT, directory, calls.path(directory));
        calls.add(SystemCall.CHROOT, Step.ROOT, directory, calls.ascii("."));
        calls.add(SystemCall.CHDIR, Step.ROOT, "/", calls.ascii("/"));
        return this;
    }

    /** A path in the root that has been entered. */
    public ChildProgram workingDirectory(String directory) {
        calls.add(SystemCall.CHDIR, Step.WORKING_DIRECTORY, directory, calls.path(directory));
        return this;
    }

    public ChildProgram umask(int mask) {
        add(SystemCall.UMASK, mask);
        return this;
    }

    /** Sets how many files the program may open until it asks for more; how much it may ask for stays as it is. */
    public ChildProgram openFiles(int limit) throws IOException {
        ResourceLimit.Range now = ResourceLimit.openFiles();
        long highest = now.highest();
        long wanted = Long.compareUnsigned(limit, highest) < 0 ? limit : highest;
        add(SystemCall.PRLIMIT64, 0, ResourceLimit.OPEN_FILES, calls.longs(wanted, highest), 0);
        return this;
    }

    /**
     * Marks the program, so that it and whatever it starts can be found again: by the limit of file locks, which the
     * kernel has not looked at since Linux 2.4, and which only CAP_SYS_RESOURCE can raise again.
     */
    public ChildProgram mark(ProcessMark mark) {
        add(SystemCall.PRLIMIT64, 0, ResourceLimit.FILE_LOCKS, calls.longs(mark.value(), mark.value()), 0);
        return this;
    }

    /**
     * Becomes a user with at most the given capabilities, which only uid 0 then really has. Needs SETUID and SETGID, and
     * SETPCAP where there are others to give up. Where the user namespace has one user only, nobody may change
     * supplementary groups, and the builder's stay.
     */
    public ChildProgram user(int uid, int gid, List<Integer> groups, Set<Capability> capabilities) throws IOException {
        for (int number : Capability.boundingSet()) {
            if (!Capability.contains(capabilities, number)) {
                add(SystemCall.PRCTL, PR_CAPBSET_DROP, number, 0, 0, 0);
            }
        }
        calls.attempt(SystemCall.PRCTL, PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
        int[] ids = groups.stream().mapToInt(Integer::intValue).toArray();
        if (LinuxNamespaces.allowsGroups()) {
            add(SystemCall.SETGROUPS, ids.length, calls.integers(ids));
        }
        calls.add(SystemCall.SETRESGID, Step.USER, "group " + gid, gid, gid, gid);
        calls.add(SystemCall.SETRESUID, Step.USER, "user " + uid, uid, uid, uid);
        long kept = uid == 0 ? Capability.bits(capabilities) : 0;
        int low = (int) kept;
        int high = (int) (kept >>> 32);
        // Effective, permitted, inheritable, first the lower and then the upper halves. Nothing is inheritable:
        // CVE-2022-24769.
        add(SystemCall.CAPSET, calls.integers(CAPABILITY_VERSION_3, 0), calls.integers(low, low, 0, high, high, 0));
        return this;
    }

    /**
     * Has the kernel kill the process when the thread that starts it ends. After {@link #user}, which resets this. A
     * program that gains capabilities when it is executed resets it as well.
     */
    public ChildProgram dieWithThread() {
        add(SystemCall.PRCTL, PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
        return this;
    }

    /** The same as a request, which the process may answer by clearing up. */
    public ChildProgram terminateWithThread() {
        add(SystemCall.PRCTL, PR_SET_PDEATHSIG, SIGTERM, 0, 0, 0);
        return this;
    }

    /** Becomes the program, with all signals as a new process has them. The last thing to do. */
    public ChildProgram execute(String program, List<String> arguments, Map<String, String> environment) {
        long ordinary = calls.integers(0, 0, 0, 0, 0, 0, 0, 0);
        for (int signal = 1; signal <= LAST_SIGNAL; signal++) {
            if (signal != SIGKILL && signal != SIGSTOP) {
                add(SystemCall.RT_SIGACTION, signal, ordinary, 0, SIGNAL_SET_SIZE);
            }
        }
        setSignalMask(0, 0);
        List<String> variables = environment.entrySet().stream()
                .map(variable -> variable.getKey() + "=" + variable.getValue())
                .toList();
        calls.add(
                SystemCall.EXECVE,
                Step.EXECUTE,
                program,
                calls.path(program),
                calls.texts(arguments),
                calls.texts(variables));
        return this;
    }

    /** Ends the process with code 0, instead of {@link #execute}. */
    public ChildProgram exit() {
        add(SystemCall.EXIT_GROUP, 0);
        return this;
    }

    private void add(SystemCall call, long... arguments) {
        calls.add(call, Step.SETUP, "", arguments);
    }

    /**
     * Starts the process in new namespaces of the given kinds and returns when it has become the other program, or has
     * ended.
     *
     * @return its number, as the calling process sees it; the caller must {@linkplain LinuxProcess#reap reap} it
     * @throws ChildFailedException when one of the calls failed; the process is gone
     */
    public int start(Set<Namespace> namespaces) throws IOException {
        return calls.start(namespaces);
    }

    @Override
    public void close() {
        calls.close();
    }
}
