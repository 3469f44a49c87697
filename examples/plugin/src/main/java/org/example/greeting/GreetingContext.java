package org.example.greeting;

import io.kaniko.spi.ContextLocation;
import io.kaniko.spi.ContextRequest;
import io.kaniko.spi.ContextSource;
import io.kaniko.spi.FetchedContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.pf4j.Extension;

/** Makes a build context out of its own location: {@code greeting://world} is an image that holds a greeting. */
@Extension
public final class GreetingContext implements ContextSource {

    @Override
    public String name() {
        return "greeting";
    }

    @Override
    public String example() {
        return "greeting://world";
    }

    @Override
    public boolean accepts(ContextLocation location) {
        return location.scheme().filter("greeting"::equals).isPresent();
    }

    @Override
    public FetchedContext fetch(ContextRequest request) throws IOException {
        Path directory = Files.createDirectories(request.workDirectory().resolve("greeting"));
        Files.writeString(
                directory.resolve("greeting.txt"),
                "Hello, " + request.location().afterScheme() + "!\n");
        Files.writeString(directory.resolve("Dockerfile"), "FROM scratch\nCOPY greeting.txt /\n");
        return new FetchedContext.Directory(directory);
    }
}
