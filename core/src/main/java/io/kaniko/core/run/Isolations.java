package io.kaniko.core.run;

import io.kaniko.core.dockerfile.NearSpelling;
import io.kaniko.core.event.EventSink;
import io.kaniko.core.nativeio.Capability;
import io.kaniko.core.nativeio.LinuxProcess;
import io.kaniko.spi.BuildException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/** Chooses how RUN processes are isolated. */
public final class Isolations {

    private static final String AUTO = "auto";
    private static final List<String> LATER = List.of("chroot", "root");
    private static final List<String> NAMES = List.of(AUTO, NamespaceIsolation.NAME);

    private Isolations() {}

    /**
     * Finds out what this machine allows, and says so. Where it allows nothing, the answer is an isolation that refuses
     * to run anything, because a Dockerfile without RUN needs none.
     *
     * @param requested the value of {@code --isolation}
     * @param directory a directory for the isolation's own use; made when it is missing
     * @throws BuildException when the value is unknown or not available in this version
     */
    public static Isolation choose(String requested, Path directory, EventSink events)
            throws IOException, InterruptedException {
        if (LATER.contains(requested)) {
            throw new BuildException(
                    BuildException.Kind.USER,
                    "--isolation=" + requested + " is not available in this version.",
                    "Use --isolation=namespace, which needs CAP_SYS_ADMIN.");
        }
        if (!NAMES.contains(requested)) {
            throw new BuildException(
                    BuildException.Kind.USER,
                    "--isolation=" + requested + " is not known.",
                    NearSpelling.remedy(requested, NAMES));
        }
        Files.createDirectories(directory);
        try {
            NamespaceAbilities abilities = probe(directory);
            events.info("RUN steps are isolated by namespaces");
            warn(abilities, events);
            return new NamespaceIsolation(
                    directory, Path.of("/etc/resolv.conf"), abilities, new LiveProcesses(Runtime.getRuntime()), events);
        } catch (IOException e) {
            events.info("RUN steps are not possible here; tried namespaces: " + e.getMessage());
            return new NoIsolation(e);
        }
    }

    private static NamespaceAbilities probe(Path directory) throws IOException, InterruptedException {
        Set<Capability> missing = EnumSet.copyOf(NamespaceAbilities.REQUIRED);
        missing.removeAll(Capability.effective());
        if (!missing.isEmpty()) {
            throw new IOException("this process lacks "
                    + missing.stream().map(Capability::toString).collect(Collectors.joining(", ")));
        }
        LinuxProcess.keepExitCodes();
        String emptyDirectory =
                Files.createDirectories(directory.resolve("probe")).toString();
        AtomicReference<Optional<NamespaceAbilities>> found = new AtomicReference<>(Optional.empty());
        AtomicReference<Optional<IOException>> reason = new AtomicReference<>(Optional.empty());
        Thread thread = Thread.ofPlatform().daemon().name("probe-namespaces").unstarted(() -> {
            try {
                found.set(Optional.of(NamespaceAbilities.probe(emptyDirectory)));
            } catch (IOException e) {
                reason.set(Optional.of(e));
            }
        });
        thread.start();
        thread.join();
        if (reason.get().isPresent()) {
            throw reason.get().get();
        }
        return found.get().orElseThrow(() -> new IOException("the attempt to use namespaces broke off"));
    }

    private static void warn(NamespaceAbilities abilities, EventSink events) {
        if (!abilities.ownProc()) {
            events.warn("RUN steps see the builder's own /proc, because mounting a new one was refused");
        }
        Set<Capability> lacking = EnumSet.copyOf(NamespaceAbilities.DEFAULT_SET);
        lacking.removeAll(abilities.capabilities());
        if (!lacking.isEmpty()) {
            events.warn("RUN steps have fewer capabilities than in Docker, because the builder lacks "
                    + lacking.stream().map(Capability::toString).collect(Collectors.joining(", ")));
        }
    }
}
