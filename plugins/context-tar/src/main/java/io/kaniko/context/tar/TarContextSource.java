package io.kaniko.context.tar;

import io.kaniko.spi.BuildException;
import io.kaniko.spi.ContextLocation;
import io.kaniko.spi.ContextRequest;
import io.kaniko.spi.ContextSource;
import io.kaniko.spi.FetchedContext;
import java.io.IOException;
import java.io.PushbackInputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.pf4j.Extension;

/** A tar archive: {@code tar:///path/context.tar.gz}, {@code tar://stdin}. */
@Extension
public final class TarContextSource implements ContextSource {

    private static final String SCHEME = "tar";
    private static final String STANDARD_INPUT = "stdin";

    private final Path standardInputLink;

    public TarContextSource() {
        this(Path.of("/proc/self/fd/0"));
    }

    /** @param standardInputLink a link that names what standard input really is */
    TarContextSource(Path standardInputLink) {
        this.standardInputLink = standardInputLink;
    }

    @Override
    public String name() {
        return "tar";
    }

    @Override
    public String example() {
        return "tar:///path/context.tar.gz";
    }

    @Override
    public boolean accepts(ContextLocation location) {
        return location.scheme().map(SCHEME::equals).orElse(false);
    }

    @Override
    public FetchedContext fetch(ContextRequest request) throws IOException {
        return request.location().afterScheme().equals(STANDARD_INPUT) ? standardInput(request) : file(request);
    }

    private FetchedContext standardInput(ContextRequest request) throws IOException {
        if (isTerminal()) {
            throw noData(request.location(), "standard input is a terminal");
        }
        PushbackInputStream input = new PushbackInputStream(request.standardInput(), 1);
        int first = input.read();
        if (first < 0) {
            throw noData(request.location(), "no data came through standard input");
        }
        input.unread(first);
        return new FetchedContext.Archive(
                () -> new CountedInputStream(
                        new UnclosableInputStream(input), OptionalLong.empty(), request.progress()),
                "standard input");
    }

    /** The JDK's console wants standard output to be a terminal as well, so the kernel is asked. */
    private boolean isTerminal() {
        try {
            String opened = Files.readSymbolicLink(standardInputLink).toString();
            return opened.startsWith("/dev/pts/") || opened.startsWith("/dev/tty") || opened.equals("/dev/console");
        } catch (IOException e) {
            return false;
        }
    }

    private static FetchedContext file(ContextRequest request) throws IOException {
        ContextLocation location = request.location();
        Path file = path(location);
        if (!Files.exists(file)) {
            throw refused(
                    location,
                    "there is no file " + file,
                    "Name an existing archive; in a container it must be mounted at that path.");
        }
        if (Files.isDirectory(file)) {
            throw refused(location, file + " is a directory", "Use it in place with --context=dir://" + file + ".");
        }
        OptionalLong size = Files.isRegularFile(file) ? OptionalLong.of(Files.size(file)) : OptionalLong.empty();
        return new FetchedContext.Archive(
                () -> new CountedInputStream(Files.newInputStream(file), size, request.progress()), file.toString());
    }

    private static Path path(ContextLocation location) {
        String text = location.afterScheme();
        if (text.isEmpty()) {
            throw refused(location, "the path is empty", "Write tar:///path/context.tar.gz or tar://stdin.");
        }
        try {
            return Path.of(text).toAbsolutePath();
        } catch (InvalidPathException e) {
            throw refused(location, "this cannot be a path: " + e.getReason(), "Write tar:///path/context.tar.gz.");
        }
    }

    private static BuildException noData(ContextLocation location, String reason) {
        return refused(
                location,
                reason + ", so no data was found",
                "Pipe the archive in, as in \"tar -cz . | executor --context=tar://stdin\"; docker run and kubectl run"
                        + " need -i.");
    }

    private static BuildException refused(ContextLocation location, String reason, String remedy) {
        return new BuildException(
                BuildException.Kind.USER, "Cannot use the build context \"" + location + "\": " + reason + ".", remedy);
    }
}
