package io.kaniko.core.step;

import io.kaniko.core.dockerfile.MountSpec;
import io.kaniko.core.nativeio.DirectoryWalk;
import io.kaniko.core.nativeio.LinuxFiles;
import io.kaniko.core.rootfs.Accounts;
import io.kaniko.core.rootfs.CopyAttributes;
import io.kaniko.core.rootfs.ImagePath;
import io.kaniko.core.rootfs.PathFilter;
import io.kaniko.core.rootfs.SourceTree;
import io.kaniko.core.rootfs.StageRoot;
import io.kaniko.core.rootfs.TouchedPaths;
import io.kaniko.core.rootfs.TreeCopier;
import io.kaniko.core.run.RunMount;
import io.kaniko.spi.BuildException;
import io.kaniko.spi.FileStat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Turns {@code RUN --mount} into mounts. What is mounted read-only and whole is mounted where it lies; what may be
 * written, or has hidden files, is a private copy, so that nothing reaches a stage, an image or the user's context.
 */
public final class MountPreparation {

    private static final int STICKY_FOR_ALL = 01777;

    private final CacheDirectories caches;
    private final SecretValues secrets;
    private final Map<String, Path> agentSockets;

    /** @param caches where cache mounts live on between builds */
    public MountPreparation(Path caches, SecretValues secrets, Map<String, Path> agentSockets) {
        this.caches = new CacheDirectories(caches);
        this.secrets = secrets;
        this.agentSockets = new LinkedHashMap<>(agentSockets);
    }

    PreparedMounts prepare(List<String> specs, StepInput input) throws IOException, InterruptedException {
        Prepared prepared = new Prepared();
        try {
            for (String spec : specs) {
                add(MountSpec.parse(spec, input::expand), input, prepared);
            }
            return prepared;
        } catch (IOException | InterruptedException | RuntimeException e) {
            prepared.close();
            throw e;
        }
    }

    private void add(MountSpec spec, StepInput input, Prepared prepared) throws IOException, InterruptedException {
        switch (spec) {
            case MountSpec.Bind bind ->
                prepared.mounts.add(
                        new RunMount.Bind(boundPath(bind, input), target(bind.target(), input), bind.readOnly()));
            case MountSpec.Cache cache -> addCache(cache, input, prepared);
            case MountSpec.Tmpfs tmpfs ->
                prepared.mounts.add(
                        new RunMount.Tmpfs(target(tmpfs.target(), input), tmpfs.sizeBytes(), STICKY_FOR_ALL));
            case MountSpec.Secret secret -> addSecret(secret, input, prepared);
            case MountSpec.Ssh ssh -> addAgent(ssh, input, prepared);
        }
    }

    private static String boundPath(MountSpec.Bind bind, StepInput input) throws IOException, InterruptedException {
        FileSources.Source source = source(bind.from(), input);
        SourceTree.Found found = find(source, bind.source());
        if (bind.readOnly() && source.filter() == PathFilter.NONE && ownersAreRight(source, found)) {
            return found.host();
        }
        Path copy = input.sources().scratchDirectory();
        CopyAttributes attributes = source.ownedByRoot()
                ? new CopyAttributes(Optional.of(Accounts.Owner.ROOT), Optional.empty())
                : CopyAttributes.KEEP;
        TreeCopier copier = new TreeCopier(new StageRoot(copy), attributes, new TouchedPaths());
        if (found.stat().isDirectory()) {
            copier.copy(source.tree(), found, "", "/");
            takeAttributes(copy, found.stat(), attributes);
            return copy.toString();
        }
        copier.copy(source.tree(), found, "file", "/file");
        return copy.resolve("file").toString();
    }

    /** Whether files can be shown where they lie: a context's belong to root, whoever owns them on this machine. */
    private static boolean ownersAreRight(FileSources.Source source, SourceTree.Found found) throws IOException {
        if (!source.ownedByRoot()) {
            return true;
        }
        boolean[] foreign = {isForeign(found.stat())};
        if (found.stat().isDirectory()) {
            DirectoryWalk.walk(found.host(), path -> foreign[0], (path, stat) -> foreign[0] |= isForeign(stat));
        }
        return !foreign[0];
    }

    private static boolean isForeign(FileStat stat) {
        return stat.uid() != 0 || stat.gid() != 0;
    }

    /** What is copied is what lies in a directory, so the directory itself has to get its attributes. */
    private static void takeAttributes(Path copy, FileStat stat, CopyAttributes attributes) throws IOException {
        Accounts.Owner owner = attributes.ownerOf(stat);
        LinuxFiles.setOwner(copy.toString(), owner.uid(), owner.gid());
        LinuxFiles.setPermissions(copy.toString(), attributes.permissionsOf(stat));
    }

    private static FileSources.Source source(Optional<String> from, StepInput input)
            throws IOException, InterruptedException {
        return from.isPresent()
                ? input.sources().from(from.get())
                : input.sources().context();
    }

    private static SourceTree.Found find(FileSources.Source source, String path) throws IOException {
        String clean = ImagePath.clean(path);
        return source.tree()
                .find(clean, true)
                .orElseThrow(() -> new BuildException(
                        BuildException.Kind.USER,
                        "\"/" + clean + "\": not found in " + source.name(),
                        "Check source= of the mount."));
    }

    private void addCache(MountSpec.Cache cache, StepInput input, Prepared prepared)
            throws IOException, InterruptedException {
        String target = target(cache.target(), input);
        String id = cache.id().filter(text -> !text.isEmpty()).orElse(target);
        String identity = id + "\0" + cache.uid() + "\0" + cache.gid() + "\0" + cache.mode() + "\0"
                + cache.from().orElse("") + "\0" + cache.source();
        CacheDirectories.Lease lease =
                caches.take(identity, cache.sharing(), directory -> fill(directory, cache, input));
        prepared.leases.add(lease);
        prepared.mounts.add(new RunMount.Bind(lease.directory().toString(), target, cache.readOnly()));
    }

    /** What a new cache begins with: what it is made from, and the owner and mode that are asked for. */
    private static void fill(Path directory, MountSpec.Cache cache, StepInput input)
            throws IOException, InterruptedException {
        FileStat begun = LinuxFiles.lstat(directory.toString());
        if (cache.from().isPresent()) {
            FileSources.Source source = source(cache.from(), input);
            SourceTree.Found found = find(source, cache.source());
            if (!found.stat().isDirectory()) {
                throw new BuildException(
                        BuildException.Kind.USER,
                        "\"/" + found.path() + "\" in " + source.name() + " is not a directory",
                        "A cache begins with the contents of a directory: check source= of the mount.");
            }
            new TreeCopier(new StageRoot(directory), CopyAttributes.KEEP, new TouchedPaths())
                    .copy(source.tree(), found, "", "/");
            begun = found.stat();
        }
        LinuxFiles.setOwner(
                directory.toString(),
                cache.uid().orElse(begun.uid()),
                cache.gid().orElse(begun.gid()));
        LinuxFiles.setPermissions(directory.toString(), cache.mode().orElse(begun.permissions()));
    }

    private void addSecret(MountSpec.Secret secret, StepInput input, Prepared prepared) throws IOException {
        Optional<byte[]> value = secrets.find(secret.id());
        if (value.isEmpty()) {
            if (secret.required()) {
                throw new BuildException(
                        BuildException.Kind.USER,
                        "secret " + secret.id() + ": not found",
                        "Pass it with --secret id=" + secret.id() + ",src=FILE or id=" + secret.id()
                                + ",env=VARIABLE.");
            }
            return;
        }
        secret.environmentVariable()
                .ifPresent(name -> prepared.environment.put(name, new String(value.get(), StandardCharsets.UTF_8)));
        secret.file()
                .ifPresent(file -> prepared.mounts.add(new RunMount.Secret(
                        target(file, input), value.get(), secret.mode(), secret.uid(), secret.gid())));
    }

    private void addAgent(MountSpec.Ssh ssh, StepInput input, Prepared prepared) {
        Path socket = agentSockets.get(ssh.id());
        if (socket == null) {
            if (ssh.required()) {
                throw new BuildException(
                        BuildException.Kind.USER,
                        "no SSH agent of the id \"" + ssh.id() + "\" was given",
                        "Pass it with --ssh " + ssh.id() + "=PATH_OF_THE_AGENT_SOCKET.");
            }
            return;
        }
        String target =
                ssh.target().isEmpty() ? "/run/buildkit/ssh_agent." + prepared.agents++ : target(ssh.target(), input);
        prepared.mounts.add(new RunMount.Socket(socket.toString(), target, ssh.mode(), ssh.uid(), ssh.gid()));
        prepared.environment.put("SSH_AUTH_SOCK", target);
    }

    private static String target(String target, StepInput input) {
        String absolute =
                target.startsWith("/") ? target : input.state().config().workingDirectory() + "/" + target;
        String clean = ImagePath.clean(absolute);
        if (clean.isEmpty()) {
            throw new BuildException(
                    BuildException.Kind.USER, "invalid mount target \"/\"", "Mount below the root, as in target=/mnt.");
        }
        return "/" + clean;
    }

    private static final class Prepared implements PreparedMounts {
        private final List<RunMount> mounts = new ArrayList<>();
        private final SequencedMap<String, String> environment = new LinkedHashMap<>();
        private final List<CacheDirectories.Lease> leases = new ArrayList<>();
        private int agents;

        @Override
        public List<RunMount> mounts() {
            return mounts;
        }

        @Override
        public SequencedMap<String, String> environment() {
            return environment;
        }

        @Override
        public void close() throws IOException {
            for (CacheDirectories.Lease lease : leases) {
                lease.close();
            }
        }
    }
}
