package io.kaniko.core.run;

import io.kaniko.core.nativeio.Capability;
import io.kaniko.core.nativeio.ChildProgram;
import io.kaniko.core.nativeio.LinuxFiles;
import io.kaniko.core.nativeio.LinuxProcess;
import io.kaniko.core.nativeio.Namespace;
import io.kaniko.core.nativeio.PathBytes;
import io.kaniko.core.nativeio.Rendezvous;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Starts this program once more as root of a user namespace, where it may mount and give files away without having any
 * right outside. A process with threads cannot enter such a namespace itself; and what the build does with files wants
 * the namespace's users as much as RUN does, so that the whole program goes there and nothing in it need know.
 */
public final class UserNamespace {

    /** {@code never} keeps the program out; inside, it says how many users there are. */
    public static final String VARIABLE = "KANIKO_USER_NAMESPACE";

    private static final String NEVER = "never";
    private static final Set<Namespace> NAMESPACES = EnumSet.of(Namespace.USER, Namespace.MOUNT);
    private static final int PATIENCE_SECONDS = 15;

    private final Map<String, String> environment;

    public UserNamespace(Map<String, String> environment) {
        this.environment = new LinkedHashMap<>(environment);
    }

    /** What became of the attempt. */
    public sealed interface Outcome {

        /** This process does the work: it has the rights, is in such a namespace already, or nobody wants it there. */
        record Here() implements Outcome {}

        /**
         * This process does the work, for want of a namespace.
         *
         * @param withRights whether it has other rights by which RUN may be possible
         */
        record Refused(String reason, boolean withRights) implements Outcome {}

        /** The work has been done in a namespace. */
        record Done(int exitCode) implements Outcome {}
    }

    /** How many users there are in the namespace that this program was started in; 0 outside. */
    public long users() {
        String value = environment.getOrDefault(VARIABLE, "");
        return value.matches("[1-9][0-9]{0,18}") ? Long.parseLong(value) : 0;
    }

    /**
     * Runs this program again, with the same arguments, streams and environment, where this process may not mount.
     * Returns when the other one has ended; a signal that ends this process ends it, too.
     *
     * @param isolation the value of {@code --isolation}
     */
    public Outcome enter(String isolation) throws IOException, InterruptedException {
        boolean useful = isolation.equals("auto") || isolation.equals(NamespaceIsolation.NAME);
        if (!useful
                || users() > 0
                || environment.getOrDefault(VARIABLE, "").equals(NEVER)
                || Capability.effective().contains(Capability.SYS_ADMIN)) {
            return new Outcome.Here();
        }
        LinuxProcess.keepExitCodes();
        List<String> reasons = new ArrayList<>();
        for (IdMaps maps : IdMaps.ofThisProcess(
                System.getProperty("user.name", "?"), environment.getOrDefault("PATH", "/usr/bin:/bin"))) {
            try {
                return new Outcome.Done(await(start(maps)));
            } catch (IOException e) {
                reasons.add(String.valueOf(e.getMessage()));
            }
        }
        return new Outcome.Refused(
                String.join("; ", reasons.stream().distinct().toList()),
                !Capability.effective().isEmpty());
    }

    private int start(IdMaps maps) throws IOException, InterruptedException {
        AtomicReference<Exception> failure = new AtomicReference<>();
        try (Rendezvous rendezvous = Rendezvous.open();
                ChildProgram child = child(rendezvous, maps.count())) {
            Thread writer =
                    Thread.ofPlatform().daemon().name("user-namespace").start(() -> write(maps, rendezvous, failure));
            try {
                int process = child.start(NAMESPACES);
                rendezvous.startEnded();
                writer.join();
                if (failure.get() != null) {
                    LinuxProcess.reap(process);
                    throw new IOException(failure.get().getMessage(), failure.get());
                }
                return process;
            } finally {
                rendezvous.startEnded();
                writer.join();
            }
        }
    }

    private static void write(IdMaps maps, Rendezvous rendezvous, AtomicReference<Exception> failure) {
        int process = -1;
        try {
            process = rendezvous.awaitProcess();
            if (process > 0) {
                maps.write(process);
                rendezvous.release();
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            failure.set(e);
            if (process > 0) {
                LinuxProcess.kill(process);
            }
        }
    }

    private ChildProgram child(Rendezvous rendezvous, long users) throws IOException {
        Map<String, String> inside = new LinkedHashMap<>();
        for (String variable : texts("/proc/self/environ")) {
            int sign = variable.indexOf('=');
            if (sign > 0) {
                inside.put(variable.substring(0, sign), variable.substring(sign + 1));
            }
        }
        inside.put(VARIABLE, Long.toString(users));
        ChildProgram child = new ChildProgram();
        return child.blockSignals()
                .meet(rendezvous)
                .privateMounts()
                .closeOthers(false)
                .terminateWithThread()
                .execute(LinuxFiles.readLink("/proc/self/exe"), texts("/proc/self/cmdline"), inside);
    }

    /** The zero-terminated texts of a file of {@code /proc}. */
    private static List<String> texts(String file) throws IOException {
        byte[] bytes = Files.readAllBytes(Path.of(file));
        List<String> texts = new ArrayList<>();
        int start = 0;
        for (int end = 0; end < bytes.length; end++) {
            if (bytes[end] == 0) {
                texts.add(PathBytes.decode(bytes, start, end - start));
                start = end + 1;
            }
        }
        return texts;
    }

    private static int await(int process) throws IOException {
        CountDownLatch ended = new CountDownLatch(1);
        Thread hook = new Thread(() -> end(process, ended), "end-of-user-namespace");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            LinuxProcess.awaitEnd(process);
            return LinuxProcess.reap(process);
        } finally {
            ended.countDown();
            removeHook(hook);
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // It is running.
            return;
        }
    }

    /** The other process clears up when it is asked to end; this one may not be gone before. */
    private static void end(int process, CountDownLatch ended) {
        LinuxProcess.terminate(process);
        try {
            if (!ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                LinuxProcess.kill(process);
            }
        } catch (InterruptedException e) {
            LinuxProcess.kill(process);
        }
    }
}
