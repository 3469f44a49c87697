package io.kaniko.core.step;

import io.kaniko.core.dockerfile.Add;
import io.kaniko.core.nativeio.LinuxFiles;
import io.kaniko.core.oci.Digest;
import io.kaniko.core.rootfs.ArchiveExtractor;
import io.kaniko.core.rootfs.PathFilter;
import io.kaniko.core.rootfs.SourceTree;
import io.kaniko.core.rootfs.StageRoot;
import io.kaniko.spi.BuildException;
import io.kaniko.spi.ContextLocation;
import io.kaniko.spi.FileType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** ADD: COPY that unpacks local archives, downloads URLs and fetches repositories. */
final class AddStep {

    private final RemoteFiles remote;

    AddStep(RemoteFiles remote) {
        this.remote = remote;
    }

    StepResult run(Add add, StepInput input) throws IOException, InterruptedException {
        List<String> paths = add.sources().stream().map(input::expand).toList();
        String destination = input.expand(add.destination());
        String owner = input.expand(add.owner().orElse(""));
        String mode = input.expand(add.mode().orElse(""));
        String checksum = input.expand(add.checksum().orElse(""));
        if (!checksum.isEmpty() && paths.size() != 1) {
            throw new BuildException(
                    BuildException.Kind.USER,
                    "checksum can't be specified for multiple sources",
                    "Write one ADD for each URL that has a checksum.");
        }
        CopyTarget target = CopyStep.target(input, destination, owner, mode, true, add.link());
        for (String path : paths) {
            if (GitAddress.isOne(path)) {
                addRepository(path, CopyStep.given(checksum), add, input, target);
            } else if (RemoteFiles.isUrl(path)) {
                download(path, checksum, add, input, target);
            } else {
                if (!checksum.isEmpty()) {
                    throw new BuildException(
                            BuildException.Kind.USER,
                            "checksum can't be specified for a local source: " + path,
                            "Remove --checksum, or add a URL.");
                }
                addLocal(path, add, input, target);
            }
        }
        CopyStep.writeHeredocs(add.heredocs(), input, target);
        String history = StepHistory.add(add, paths, destination, CopyStep.given(owner), CopyStep.given(mode));
        return StepResult.ofLayer(input.state(), history, target.finish());
    }

    /** The files of the repository are copied as those of a directory. */
    private static void addRepository(
            String address, Optional<String> checksum, Add add, StepInput input, CopyTarget target)
            throws IOException, InterruptedException {
        FileSources.Source source = input.sources().repository(address, add.keepGitDir(), checksum);
        for (SourcePaths.Source found : CopyStep.find(source, ".")) {
            target.copy(CopyStep.tree(source, found.file(), add.excludes()), found);
        }
    }

    private static void addLocal(String path, Add add, StepInput input, CopyTarget target)
            throws IOException, InterruptedException {
        FileSources.Source source = input.sources().context();
        for (SourcePaths.Source found : CopyStep.find(source, path)) {
            boolean archive = add.unpack().orElse(true)
                    && found.file().stat().isRegularFile()
                    && isArchive(found.file().host());
            if (archive) {
                unpack(found.file().host(), path, target);
            } else {
                target.copy(CopyStep.tree(source, found.file(), add.excludes()), found);
            }
        }
    }

    private void download(String url, String checksum, Add add, StepInput input, CopyTarget target)
            throws IOException, InterruptedException {
        Optional<Digest> expected = CopyStep.given(checksum).map(AddStep::parseChecksum);
        RemoteFiles.Download download = remote.fetch(url);
        if (expected.isPresent() && !expected.get().equals(download.digest())) {
            throw new BuildException(
                    BuildException.Kind.USER,
                    "digest mismatch for " + new ContextLocation(url) + ": it is " + download.digest() + ", expected "
                            + checksum,
                    "The file has changed, or the checksum is wrong.");
        }
        String file = download.file().toString();
        if (add.unpack().orElse(false) && isArchive(file)) {
            unpack(file, new ContextLocation(url).toString(), target);
            return;
        }
        boolean intoDirectory = target.destination().endsWith("/")
                || target.root().resolve(target.destination(), true).isDirectory();
        if (download.name().isEmpty() && intoDirectory) {
            throw new BuildException(
                    BuildException.Kind.USER,
                    "cannot determine a file name for " + new ContextLocation(url),
                    "Give the whole destination, with a file name.");
        }
        Path directory = input.sources().scratchDirectory();
        StageRoot tree = new StageRoot(directory);
        String name = download.name().isEmpty() ? "download" : download.name();
        String host = tree.hostPath(name);
        LinuxFiles.rename(file, host);
        LinuxFiles.setPermissions(host, 0600);
        LinuxFiles.setModified(
                host, download.modified().map(Instant::getEpochSecond).orElse(0L), 0);
        target.copyOwn(
                new SourceTree(tree, PathFilter.NONE),
                new SourcePaths.Source(name, new SourceTree.Found(name, host, LinuxFiles.lstat(host))));
    }

    private static Digest parseChecksum(String checksum) {
        try {
            return Digest.parse(checksum);
        } catch (IllegalArgumentException e) {
            throw new BuildException(
                    BuildException.Kind.USER, "invalid checksum: " + checksum, "Write sha256: and 64 hex digits.");
        }
    }

    private static boolean isArchive(String host) throws IOException {
        try (InputStream content = LinuxFiles.read(host)) {
            return ArchiveExtractor.isArchive(content);
        }
    }

    private static void unpack(String host, String name, CopyTarget target) throws IOException {
        StageRoot.ResolvedPath there = target.root().resolve(target.destination(), true);
        if (there.stat().isPresent() && there.stat().get().type() != FileType.DIRECTORY) {
            throw new BuildException(
                    BuildException.Kind.USER,
                    "cannot unpack " + name + ": " + target.destination() + " is not a directory",
                    "An archive is always unpacked into a directory.");
        }
        target.makeArchiveDirectory();
        try (InputStream content = LinuxFiles.read(host)) {
            target.touched()
                    .add(ArchiveExtractor.forAdd(target.root(), there.relative(), target.givenOwner())
                            .extract(content, name)
                            .changes());
        }
    }
}
