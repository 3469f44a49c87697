package io.kaniko.core.run;

import io.kaniko.core.dockerfile.NearSpelling;
import io.kaniko.core.event.EventSink;
import io.kaniko.core.nativeio.Capability;
import io.kaniko.core.nativeio.LinuxFiles;
import io.kaniko.core.nativeio.LinuxProcess;
import io.kaniko.spi.BuildException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/** Chooses how RUN processes are isolated. */
public final class Isolations {

    private static final String AUTO = "auto";
    private static final List<String> BY_ITSELF = List.of(NamespaceIsolation.NAME, RootIsolation.NAME);
    private static final List<String> NAMES =
            List.of(AUTO, NamespaceIsolation.NAME, ChrootIsolation.NAME, RootIsolation.NAME);
    private static final Path RESOLV_CONF = Path.of("/etc/resolv.conf");

    /** What all need to become a user of the image, and to write its files. */
    private static final Set<Capability> FOR_USERS = EnumSet.of(
            Capability.SETUID, Capability.SETGID, Capability.CHOWN, Capability.DAC_OVERRIDE, Capability.FOWNER);

    private final IsolationRequest request;
    private final EventSink events;
    private final LiveProcesses live = new LiveProcesses(Runtime.getRuntime());

    private Isolations(IsolationRequest request, EventSink events) {
        this.request = request;
        this.events = events;
    }

    /**
     * Finds out what this machine allows, and says so. Where it allows nothing, the answer is an isolation that refuses
     * to run anything, because a Dockerfile without RUN needs none.
     *
     * @throws BuildException when the isolation is unknown
     */
    public static Isolation choose(IsolationRequest request, EventSink events)
            throws IOException, InterruptedException {
        if (!NAMES.contains(request.name())) {
            throw new BuildException(
                    BuildException.Kind.USER,
                    "--isolation=" + request.name() + " is not known.",
                    NearSpelling.remedy(request.name(), NAMES));
        }
        Files.createDirectories(request.directory());
        return new Isolations(request, events).choose();
    }

    /**
     * Undoes what a build that was killed has left of root isolation: brings the builder's own files back to {@code /}.
     * Nothing may be running in the container that uses the same work directory.
     *
     * @return whether there was anything to undo
     */
    public static boolean recover(Path workDirectory) throws IOException {
        return RootIsolation.recover(ExchangeArea.below(workDirectory));
    }

    private Isolation choose() throws InterruptedException {
        List<String> tried = new ArrayList<>();
        for (String name : request.name().equals(AUTO) ? BY_ITSELF : List.of(request.name())) {
            try {
                Isolation chosen = attempt(name);
                String before = tried.isEmpty() ? "" : "; tried " + String.join("; ", tried);
                events.info("RUN steps use " + name + " isolation" + before);
                return chosen;
            } catch (IOException e) {
                tried.add(name + ": " + e.getMessage());
            }
        }
        events.info("RUN steps are not possible here; tried " + String.join("; ", tried));
        return new NoIsolation(tried);
    }

    private Isolation attempt(String name) throws IOException, InterruptedException {
        LinuxProcess.keepExitCodes();
        return switch (name) {
            case NamespaceIsolation.NAME -> namespace();
            case ChrootIsolation.NAME -> chroot();
            case RootIsolation.NAME -> root();
            default -> throw new IllegalArgumentException(name);
        };
    }

    private Isolation namespace() throws IOException, InterruptedException {
        require(NamespaceAbilities.REQUIRED);
        String emptyDirectory =
                Files.createDirectories(request.directory().resolve("probe")).toString();
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
        NamespaceAbilities abilities =
                found.get().orElseThrow(() -> new IOException("the attempt to use namespaces broke off"));
        if (!abilities.ownProc()) {
            events.warn("RUN steps see the builder's own /proc, because mounting a new one was refused");
        }
        warnOfLacking(NamespaceAbilities.DEFAULT_SET, abilities.capabilities());
        return new NamespaceIsolation(request.directory(), RESOLV_CONF, abilities, live, events);
    }

    private Isolation chroot() throws IOException {
        Set<Capability> needed = EnumSet.copyOf(FOR_USERS);
        needed.add(Capability.SYS_CHROOT);
        needed.add(Capability.MKNOD);
        // The process is not given CAP_SYS_CHROOT, with which it could leave.
        needed.add(Capability.SETPCAP);
        require(needed);
        Path devices = request.directory().resolve("probe-devices");
        Files.createDirectories(devices);
        try {
            new DeviceDirectory(devices.toString(), List.of()).makeNodes();
            try (InputStream nothing = LinuxFiles.read(devices + "/null")) {
                nothing.read();
            }
        } catch (IOException e) {
            throw new IOException("devices cannot be made and used in the work directory: " + e.getMessage(), e);
        } finally {
            LinuxFiles.deleteTree(devices.toString());
        }
        Set<Capability> withheld = EnumSet.of(Capability.SYS_CHROOT);
        StartAbilities abilities =
                StartAbilities.probe(withheld, Optional.of(request.directory().toString()));
        Set<Capability> wanted = EnumSet.copyOf(NamespaceAbilities.DEFAULT_SET);
        wanted.removeAll(withheld);
        warnOfLacking(wanted, abilities.capabilities());
        return new ChrootIsolation(request.directory(), RESOLV_CONF, abilities, live);
    }

    private Isolation root() throws IOException {
        if (!request.rootAllowed()) {
            throw new IOException("only in a container, or with --force, because it changes the files of /");
        }
        require(FOR_USERS);
        ExchangeArea area = ExchangeArea.below(request.workDirectory());
        RootIsolation.probe(area);
        OwnPlaces places = new OwnPlaces(request.workDirectory(), request.ownPlaces());
        StartAbilities abilities = StartAbilities.probe(Set.of(), Optional.empty());
        warnOfLacking(NamespaceAbilities.DEFAULT_SET, abilities.capabilities());
        LinuxProcess.hideFromOthers();
        RootIsolation root = new RootIsolation(request.directory(), area, places, abilities, live, events);
        return request.name().equals(AUTO) ? withAlternative(root) : root;
    }

    private Isolation withAlternative(RootIsolation root) {
        try {
            return new AlternatingIsolation(root, chroot(), events);
        } catch (IOException e) {
            events.debug("chroot isolation is not possible beside root isolation: " + e.getMessage());
            return root;
        }
    }

    private static void require(Set<Capability> needed) throws IOException {
        Set<Capability> missing = EnumSet.copyOf(needed);
        missing.removeAll(Capability.effective());
        if (!missing.isEmpty()) {
            throw new IOException("this process lacks " + names(missing));
        }
    }

    private void warnOfLacking(Set<Capability> usual, Set<Capability> available) {
        Set<Capability> lacking = EnumSet.copyOf(usual);
        lacking.removeAll(available);
        if (!lacking.isEmpty()) {
            events.warn(
                    "RUN steps have fewer capabilities than in Docker, because the builder lacks " + names(lacking));
        }
    }

    private static String names(Set<Capability> capabilities) {
        return capabilities.stream().map(Capability::toString).collect(Collectors.joining(", "));
    }
}
