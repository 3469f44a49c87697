package io.kaniko.context.directory;

import io.kaniko.spi.BuildException;
import io.kaniko.spi.ContextLocation;
import io.kaniko.spi.ContextRequest;
import io.kaniko.spi.ContextSource;
import io.kaniko.spi.FetchedContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.pf4j.Extension;

/**
 * A directory as it lies there: {@code /workspace}, {@code services/api}, {@code dir:///workspace}. What looks like SSH's
 * {@code user@host:path} is left to others; a directory of such a name needs the scheme.
 */
@Extension
public final class DirectoryContextSource implements ContextSource {

    private static final String SCHEME = "dir";
    private static final Pattern ON_SSH_HOST = Pattern.compile("[a-zA-Z0-9_-]+@[a-zA-Z0-9.-]+:.+");

    @Override
    public String name() {
        return "dir";
    }

    @Override
    public String example() {
        return "dir:///workspace";
    }

    @Override
    public boolean accepts(ContextLocation location) {
        return location.scheme()
                .map(SCHEME::equals)
                .orElseGet(() -> !ON_SSH_HOST.matcher(location.text()).matches());
    }

    @Override
    public FetchedContext fetch(ContextRequest request) throws IOException {
        ContextLocation location = request.location();
        Path directory = path(location);
        if (!Files.exists(directory)) {
            throw refused(
                    location,
                    "there is no directory " + directory.toAbsolutePath(),
                    "Name an existing one with --context; in a container it must be mounted at that path.");
        }
        if (!Files.isDirectory(directory)) {
            throw refused(
                    location,
                    directory.toAbsolutePath() + " is not a directory",
                    "Name a directory with --context, or an archive as tar://" + directory.toAbsolutePath() + ".");
        }
        if (!Files.isReadable(directory) || !Files.isExecutable(directory)) {
            throw new BuildException(
                    BuildException.Kind.ENVIRONMENT,
                    what(location) + directory.toAbsolutePath() + " may not be read by this user.",
                    "Give the user that runs the executor the right to read and enter it.");
        }
        return new FetchedContext.Directory(directory.toRealPath());
    }

    private static Path path(ContextLocation location) {
        String text = location.afterScheme();
        if (text.isEmpty()) {
            throw refused(location, "the path is empty", "Name a directory with --context.");
        }
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw refused(location, "this cannot be a path: " + e.getReason(), "Name a directory with --context.");
        }
    }

    private static BuildException refused(ContextLocation location, String reason, String remedy) {
        return new BuildException(BuildException.Kind.USER, what(location) + reason + ".", remedy);
    }

    private static String what(ContextLocation location) {
        return "Cannot use the build context \"" + location + "\": ";
    }
}
