package io.kaniko.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every {@link ContextSource} promises. A plugin's test implements this interface, sets up a context in {@link
 * #existing} and says in {@link #missing} how a location looks that leads nowhere.
 */
public interface ContextSourceContract extends ExtensionContract {

    /** A fresh source. */
    ContextSource source();

    /**
     * Sets up a context that holds a file {@code Dockerfile}, and says where it is.
     *
     * @param scratch an empty directory that the test may use
     */
    ContextLocation existing(Path scratch) throws Exception;

    /** A location of this source at which there is nothing. */
    ContextLocation missing(Path scratch) throws Exception;

    /** The environment that the two locations need. */
    default Map<String, String> environment() {
        return Map.of();
    }

    /** A location that belongs to no source. */
    default ContextLocation foreign() {
        return new ContextLocation("nobody://owns/this");
    }

    @Override
    default ContextSource extension() {
        return source();
    }

    @Override
    default String extensionName() {
        return source().name();
    }

    @Test
    default void acceptsItsOwnExample() {
        assertThat(source().accepts(new ContextLocation(source().example()))).isTrue();
    }

    @Test
    default void leavesForeignLocationsAlone() {
        assertThat(source().accepts(foreign())).isFalse();
    }

    @Test
    default void namesItsOptionsInLowerCase() {
        assertThat(source().options()).allMatch(option -> option.matches("[a-z][a-z0-9-]*"));
    }

    @Test
    default void fetchesTheContext(@TempDir Path scratch, @TempDir Path work) throws Exception {
        ContextLocation location = existing(scratch);
        assertThat(source().accepts(location)).isTrue();
        assertHoldsSomething(source().fetch(request(location, work)));
    }

    @Test
    default void fetchesMoreThanOnce(@TempDir Path scratch, @TempDir Path work, @TempDir Path otherWork)
            throws Exception {
        ContextLocation location = existing(scratch);
        ContextSource source = source();
        assertHoldsSomething(source.fetch(request(location, work)));
        assertHoldsSomething(source.fetch(request(location, otherWork)));
    }

    @Test
    default void saysWhichContextIsMissing(@TempDir Path scratch, @TempDir Path work) throws Exception {
        ContextLocation location = missing(scratch);
        assertThat(source().accepts(location)).isTrue();
        Throwable failure = catchThrowable(() -> assertHoldsSomething(source().fetch(request(location, work))));
        assertThat(failure).isInstanceOfAny(BuildException.class, IOException.class);
        if (failure instanceof BuildException refusal) {
            assertThat(refusal).hasMessageContaining(location.toString());
            assertThat(refusal.remedy()).isPresent();
        }
    }

    @Test
    default void leavesStandardInputOpen(@TempDir Path scratch, @TempDir Path work) throws Exception {
        ContextLocation location = existing(scratch);
        InputStream untouchable = new InputStream() {
            @Override
            public int read() {
                return -1;
            }

            @Override
            public void close() {
                throw new AssertionError("standard input was closed");
            }
        };
        ContextRequest request = new ContextRequest(location, work, environment(), untouchable, TransferProgress.NONE);
        assertHoldsSomething(source().fetch(request));
    }

    private ContextRequest request(ContextLocation location, Path work) {
        return new ContextRequest(location, work, environment(), InputStream.nullInputStream(), TransferProgress.NONE);
    }

    private static void assertHoldsSomething(FetchedContext fetched) throws IOException {
        switch (fetched) {
            case FetchedContext.Directory directory -> {
                assertThat(directory.path()).isAbsolute().isDirectory();
                assertThat(Files.exists(directory.path().resolve("Dockerfile"))).isTrue();
            }
            case FetchedContext.Archive archive -> {
                assertThat(archive.description()).isNotBlank();
                try (InputStream in = archive.stream().open()) {
                    assertThat(in.readNBytes(1)).hasSize(1);
                }
            }
        }
    }
}
