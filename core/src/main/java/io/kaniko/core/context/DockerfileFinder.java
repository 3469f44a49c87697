package io.kaniko.core.context;

import io.kaniko.core.dockerfile.NearSpelling;
import io.kaniko.core.nativeio.LinuxFiles;
import io.kaniko.core.rootfs.StageRoot;
import io.kaniko.spi.BuildException;
import io.kaniko.spi.ContextLocation;
import io.kaniko.spi.FileStat;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Finds the Dockerfile that {@code --dockerfile} names. As in kaniko: first as given, relative to the working directory,
 * then inside the context; a URL is fetched. Where the usual {@code Dockerfile} is missing, {@code dockerfile} will do,
 * as in BuildKit.
 *
 * <p>In a context that was fetched no link leads out of it: whoever wrote an archive must not see this machine's files
 * through a message. The user's own directory may link to wherever the user likes.
 */
public final class DockerfileFinder {

    private static final String USUAL_NAME = "Dockerfile";
    private static final String OTHER_NAME = "dockerfile";
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    private final Path workingDirectory;
    private final Supplier<HttpClient> client;

    /**
     * @param workingDirectory the process's own, absolute
     * @param client asked for when the Dockerfile is a URL; follows redirects and has a limit for connecting
     */
    public DockerfileFinder(Path workingDirectory, Supplier<HttpClient> client) {
        this.workingDirectory = workingDirectory;
        this.client = client;
    }

    /**
     * Finds and reads the Dockerfile, and chooses the ignore file.
     *
     * @param name a path or an http(s) URL
     * @throws BuildException when there is none, or it cannot be read
     */
    public FoundDockerfile find(String name, ContextDirectory context) throws IOException, InterruptedException {
        if (isUrl(name)) {
            ContextLocation url = new ContextLocation(name);
            return new FoundDockerfile(url.toString(), fetch(url), context.withOwnIgnoreFile());
        }
        if (name.isBlank()) {
            throw notFound(name, context);
        }
        Optional<FoundDockerfile> found = findPath(name, context);
        if (found.isEmpty() && name.equals(USUAL_NAME)) {
            found = findPath(OTHER_NAME, context);
        }
        return found.orElseThrow(() -> notFound(name, context));
    }

    private Optional<FoundDockerfile> findPath(String name, ContextDirectory context) throws IOException {
        try {
            Path given = workingDirectory.resolve(name);
            if (isReadableThing(given)) {
                return Optional.of(hostFile(name, given, context));
            }
            if (context.inPlace()) {
                Path inContext = Path.of(context.root().directory()).resolve(withoutLeadingSlash(name));
                return isReadableThing(inContext) ? Optional.of(hostFile(name, inContext, context)) : Optional.empty();
            }
        } catch (InvalidPathException e) {
            throw notFound(name, context);
        }
        return contextFile(name, context);
    }

    /** Also a pipe: {@code --dockerfile=/dev/stdin} and a shell's {@code <(...)} are fine. */
    private static boolean isReadableThing(Path file) {
        return Files.exists(file) && !Files.isDirectory(file);
    }

    private static FoundDockerfile hostFile(String name, Path file, ContextDirectory context) throws IOException {
        byte[] text;
        try (InputStream in = Files.newInputStream(file)) {
            text = TextLimit.read(in, "the Dockerfile " + file);
        } catch (IOException e) {
            throw unreadable(file.toString(), e);
        }
        return new FoundDockerfile(
                name, text, new BuildContext(context.root(), new IgnoreFile(context).besideHostFile(file)));
    }

    private static Optional<FoundDockerfile> contextFile(String name, ContextDirectory context) throws IOException {
        StageRoot.ResolvedPath found = context.root().resolve(name, true);
        if (found.stat().filter(FileStat::isRegularFile).isEmpty()) {
            return Optional.empty();
        }
        byte[] text;
        try (InputStream in = LinuxFiles.read(found.host())) {
            text = TextLimit.read(in, "the Dockerfile " + name);
        } catch (IOException e) {
            throw unreadable(name, e);
        }
        return Optional.of(new FoundDockerfile(
                name, text, new BuildContext(context.root(), new IgnoreFile(context).besideContextFile(name))));
    }

    private static boolean isUrl(String name) {
        String start = name.toLowerCase(Locale.ROOT);
        return start.startsWith("http://") || start.startsWith("https://");
    }

    private byte[] fetch(ContextLocation url) throws InterruptedException {
        HttpRequest request;
        try {
            request = HttpRequest.newBuilder(new URI(url.text()))
                    .timeout(TIMEOUT)
                    .GET()
                    .build();
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw new BuildException(
                    BuildException.Kind.USER,
                    "Cannot fetch the Dockerfile " + url + ": this is not a valid URL.",
                    "Check the value of --dockerfile.");
        }
        try {
            HttpResponse<InputStream> answer = client.get().send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = answer.body()) {
                if (answer.statusCode() != 200) {
                    throw new BuildException(
                            BuildException.Kind.EXTERNAL,
                            "Cannot fetch the Dockerfile " + url + ": the server answered " + answer.statusCode() + ".",
                            "The URL must be open to everybody: no credentials are sent.");
                }
                return TextLimit.read(body, "the Dockerfile " + url);
            }
        } catch (IOException e) {
            throw new BuildException(
                    BuildException.Kind.EXTERNAL,
                    "Cannot fetch the Dockerfile " + url + ": " + words(e) + ".",
                    Optional.of("Check that this machine reaches the server."),
                    e);
        }
    }

    private BuildException notFound(String name, ContextDirectory context) {
        String near = nearNames(name, context)
                .map(found -> "The context has " + found + ": did you mean that? ")
                .orElse("");
        return new BuildException(
                BuildException.Kind.USER,
                "Cannot find the Dockerfile \"" + name + "\": there is no such file in " + workingDirectory
                        + ", nor in the build context \"" + context.location() + "\".",
                near + "Give a path relative to the build context with --dockerfile.");
    }

    private static Optional<String> nearNames(String name, ContextDirectory context) {
        try {
            int slash = name.lastIndexOf('/');
            StageRoot.ResolvedPath parent = context.root().resolve(slash < 0 ? "" : name.substring(0, slash), true);
            List<String> names = parent.isDirectory() ? LinuxFiles.list(parent.host()) : List.of();
            String wanted = name.substring(slash + 1);
            return NearSpelling.of(
                            wanted,
                            names.stream()
                                    .filter(other -> !other.equals(wanted))
                                    .toList())
                    .map(near -> name.substring(0, slash + 1) + near);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static BuildException unreadable(String file, IOException e) {
        return new BuildException(
                BuildException.Kind.ENVIRONMENT,
                "Cannot read the Dockerfile " + file + ": " + words(e) + ".",
                Optional.of("Check that the user that runs the executor may read it."),
                e);
    }

    private static String withoutLeadingSlash(String path) {
        int start = 0;
        while (start < path.length() && path.charAt(start) == '/') {
            start++;
        }
        return path.substring(start);
    }

    private static String words(Throwable e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
