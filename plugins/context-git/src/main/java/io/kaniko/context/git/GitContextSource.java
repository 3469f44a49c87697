package io.kaniko.context.git;

import io.kaniko.spi.ContextLocation;
import io.kaniko.spi.ContextRequest;
import io.kaniko.spi.ContextSource;
import io.kaniko.spi.FetchedContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.revwalk.RevCommit;
import org.pf4j.Extension;

/**
 * A commit of a Git repository: {@code git://host/path#ref}, {@code https://host/path.git#ref:directory}, {@code
 * git@host:path.git}.
 */
@Extension
public final class GitContextSource implements ContextSource {

    @Override
    public String name() {
        return "git";
    }

    @Override
    public String example() {
        return "git://host/path#ref";
    }

    @Override
    public boolean accepts(ContextLocation location) {
        return GitLocation.isRepository(location);
    }

    @Override
    public Set<String> options() {
        return GitSettings.NAMES;
    }

    @Override
    public FetchedContext fetch(ContextRequest request) throws IOException {
        Task task = Task.of(request);
        Path files = Files.createDirectories(request.workDirectory().resolve("files"));
        try (Connections connections =
                new Connections(task.remote(), request, task.settings().anyCertificate())) {
            RevCommit commit = new Checkout(task, connections, SealedSystem.install()).run(files);
            Instant time = Instant.ofEpochSecond(commit.getCommitTime());
            WrittenFiles.settle(files, task.location().commitTimes() ? Optional.of(time) : Optional.empty());
            return new FetchedContext.Directory(part(files, task), false, Optional.of(time));
        }
    }

    /** The directory that counts. A link may be part of its path, but not lead out of the repository. */
    private static Path part(Path files, Task task) throws IOException {
        String name = task.location().subdirectory();
        if (name.isEmpty()) {
            return files;
        }
        Path inside = files.toRealPath();
        Path found;
        try {
            found = inside.resolve(name).normalize();
        } catch (InvalidPathException e) {
            throw missing(task, name);
        }
        if (!found.startsWith(inside)
                || !Files.isDirectory(found)
                || !found.toRealPath().startsWith(inside)) {
            throw missing(task, name);
        }
        return found.toRealPath();
    }

    private static RuntimeException missing(Task task, String name) {
        return task.refused(
                "",
                "it has no directory \"" + name + "\"",
                "Check the spelling of what follows the colon, or of subdir=.");
    }
}
