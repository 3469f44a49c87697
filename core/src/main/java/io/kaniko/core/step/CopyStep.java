package io.kaniko.core.step;

import io.kaniko.core.context.PathPattern;
import io.kaniko.core.dockerfile.Copy;
import io.kaniko.core.dockerfile.Heredoc;
import io.kaniko.core.nativeio.LinuxFiles;
import io.kaniko.core.rootfs.Accounts;
import io.kaniko.core.rootfs.CopyAttributes;
import io.kaniko.core.rootfs.ImagePath;
import io.kaniko.core.rootfs.PathFilter;
import io.kaniko.core.rootfs.SourceTree;
import io.kaniko.core.rootfs.StageRoot;
import io.kaniko.core.variables.WordExpander;
import io.kaniko.spi.BuildException;
import io.kaniko.spi.ContextLocation;
import io.kaniko.spi.FileStat;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** COPY, and the parts of it that ADD shares. */
final class CopyStep {

    StepResult run(Copy copy, StepInput input) throws IOException, InterruptedException {
        FileSources.Source source = copy.from().isPresent()
                ? input.sources().from(copy.from().get())
                : input.sources().context();
        List<String> paths = copy.sources().stream().map(input::expand).toList();
        paths.forEach(CopyStep::refuseRemote);
        String destination = input.expand(copy.destination());
        String owner = input.expand(copy.owner().orElse(""));
        String mode = input.expand(copy.mode().orElse(""));

        CopyTarget target = target(input, destination, owner, mode, source.ownedByRoot(), copy.link());
        for (String path : paths) {
            if (copy.parents()) {
                copyWithParents(source, path, copy.excludes(), target);
            } else {
                for (SourcePaths.Source found : find(source, path)) {
                    target.copy(tree(source, found.file(), copy.excludes()), found);
                }
            }
        }
        writeHeredocs(copy.heredocs(), input, target);
        String history = StepHistory.copy(copy, paths, destination, given(owner), given(mode));
        return StepResult.ofLayer(input.state(), history, target.finish());
    }

    private static void refuseRemote(String path) {
        if (GitAddress.isOne(path)) {
            throw new BuildException(
                    BuildException.Kind.USER,
                    "source can't be a git ref for COPY: " + new ContextLocation(path),
                    "Use ADD to fetch it.");
        }
        if (RemoteFiles.isUrl(path)) {
            throw new BuildException(
                    BuildException.Kind.USER,
                    "source can't be a URL for COPY: " + new ContextLocation(path),
                    "Use ADD to download it.");
        }
    }

    static Optional<String> given(String value) {
        return value.isEmpty() ? Optional.empty() : Optional.of(value);
    }

    /** BuildKit copies with {@code --link} as without it where {@code --chmod} is given. */
    static CopyTarget target(
            StepInput input, String destination, String owner, String mode, boolean ownedByRoot, boolean link)
            throws IOException, InterruptedException {
        StageRoot stage = input.files().root();
        Optional<Accounts.Owner> givenOwner = owner.isEmpty()
                ? Optional.empty()
                : Optional.of(Accounts.of(stage).owner(owner));
        CopyAttributes attributes = CopyTarget.attributes(givenOwner, mode, ownedByRoot);
        Optional<Path> fresh =
                link && mode.isEmpty() ? Optional.of(input.sources().scratchDirectory()) : Optional.empty();
        String absolute = Destinations.absolute(input.state().config().workingDirectory(), destination);
        return CopyTarget.open(stage, absolute, attributes, givenOwner, fresh);
    }

    /** The files that a source names. A wildcard may match nothing; a plain path must be there. */
    static List<SourcePaths.Source> find(FileSources.Source source, String path) throws IOException {
        List<SourcePaths.Source> found = SourcePaths.find(source.tree(), path);
        if (found.isEmpty() && !PathPattern.hasMeta(path)) {
            throw missing(source, path);
        }
        return found;
    }

    private static void copyWithParents(
            FileSources.Source source, String path, List<String> excludes, CopyTarget target) throws IOException {
        ParentPaths found = ParentPaths.find(source.tree(), path);
        if (found.matches().isEmpty() && !found.wildcard()) {
            throw missing(source, path);
        }
        target.copyWithParents(
                excludes.isEmpty() ? source.tree() : source.tree().hiding(new RelativeFilter("", excludes)), found);
    }

    static SourceTree tree(FileSources.Source source, SourceTree.Found start, List<String> excludes) {
        return excludes.isEmpty() || !start.stat().isDirectory()
                ? source.tree()
                : source.tree().hiding(new RelativeFilter(start.path(), excludes));
    }

    private static BuildException missing(FileSources.Source source, String path) throws IOException {
        String clean = ImagePath.clean(path);
        boolean hidden =
                new SourceTree(source.root(), PathFilter.NONE).find(clean, true).isPresent();
        return new BuildException(
                BuildException.Kind.USER,
                "\"/" + clean + "\": not found in " + source.name() + (hidden ? ": .dockerignore hides it" : ""),
                hidden
                        ? "Add \"!" + clean + "\" to .dockerignore, or copy something else."
                        : "Check the spelling; paths are relative to the root of " + source.name() + ".");
    }

    /** Writes the bodies as files, with variables where the word was not quoted, and copies them like a context's files. */
    static void writeHeredocs(List<Heredoc> heredocs, StepInput input, CopyTarget target) throws IOException {
        if (heredocs.isEmpty()) {
            return;
        }
        StageRoot written = new StageRoot(input.sources().scratchDirectory());
        SourceTree tree = new SourceTree(written, PathFilter.NONE);
        for (Heredoc heredoc : heredocs) {
            String name = heredoc.name();
            if (name.contains("/")) {
                throw new BuildException(
                        BuildException.Kind.USER,
                        "cannot write a here-document to \"" + name + "\"",
                        "The word after << is the file's name and cannot have a slash; say the directory in the"
                                + " destination.");
            }
            String body = heredoc.expand()
                    ? input.words()
                            .with(WordExpander.Mode.HEREDOC)
                            .expandWord(heredoc.body(), input.state().scope().forExpansion())
                    : heredoc.body();
            String host = written.hostPath(name);
            try (OutputStream out = LinuxFiles.create(host, 0644)) {
                out.write(body.getBytes(StandardCharsets.UTF_8));
            }
            FileStat stat = LinuxFiles.lstat(host);
            target.copyOwn(tree, new SourcePaths.Source(name, new SourceTree.Found(name, host, stat)));
        }
    }
}
