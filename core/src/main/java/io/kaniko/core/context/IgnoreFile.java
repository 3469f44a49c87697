package io.kaniko.core.context;

import io.kaniko.core.nativeio.LinuxFiles;
import io.kaniko.core.nativeio.PathBytes;
import io.kaniko.core.rootfs.StageRoot;
import io.kaniko.spi.BuildException;
import io.kaniko.spi.FileStat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Which ignore file counts: the Dockerfile's own one, {@code <Dockerfile>.dockerignore} beside it, or else {@code
 * .dockerignore} in the root of the context. Never both.
 */
final class IgnoreFile {

    private static final String NAME = ".dockerignore";

    private final ContextDirectory context;

    IgnoreFile(ContextDirectory context) {
        this.context = context;
    }

    /** For a Dockerfile without a place of its own. */
    IgnoreRules inRoot() throws IOException {
        return context.ignoreFileApplies() ? find(NAME).orElse(IgnoreRules.NONE) : IgnoreRules.NONE;
    }

    /** For a Dockerfile that is a file of this machine. */
    IgnoreRules besideHostFile(Path dockerfile) throws IOException {
        Path own = dockerfile.resolveSibling(dockerfile.getFileName() + NAME);
        if (!context.ignoreFileApplies() || !Files.isRegularFile(own)) {
            return inRoot();
        }
        try (InputStream in = Files.newInputStream(own)) {
            return parse(own.toString(), in);
        }
    }

    /** For a Dockerfile inside a context that was fetched. */
    IgnoreRules besideContextFile(String dockerfile) throws IOException {
        Optional<IgnoreRules> own = context.ignoreFileApplies() ? find(dockerfile + NAME) : Optional.empty();
        return own.isPresent() ? own.get() : inRoot();
    }

    private Optional<IgnoreRules> find(String path) throws IOException {
        StageRoot.ResolvedPath found = context.root().resolve(path, true);
        if (found.stat().filter(FileStat::isRegularFile).isEmpty()) {
            return Optional.empty();
        }
        try (InputStream in = LinuxFiles.read(found.host())) {
            return Optional.of(parse(path, in));
        }
    }

    private IgnoreRules parse(String name, InputStream in) throws IOException {
        try {
            return IgnoreRules.parse(name, PathBytes.decode(TextLimit.read(in, name)));
        } catch (IOException e) {
            throw new BuildException(
                    BuildException.Kind.ENVIRONMENT,
                    "Cannot read the ignore file " + name + " of the build context " + context.location() + ": "
                            + e.getMessage() + ".",
                    Optional.empty(),
                    e);
        }
    }
}
