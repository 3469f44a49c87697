package io.kaniko.core.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaniko.core.event.BuildEvent;
import io.kaniko.spi.BuildException;
import io.kaniko.spi.ContextLocation;
import io.kaniko.spi.ContextSource;
import io.kaniko.spi.FetchedContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a location to a directory on this machine. */
final class ContextFetcherTest {

    private static final Instant NEWEST_FILE = Instant.parse("2026-08-04T10:00:00Z");

    @TempDir
    private Path scratch;

    private Path work;
    private Path directory;
    private final List<BuildEvent> events = new ArrayList<>();
    private ContextSource plain;

    @BeforeEach
    void setUp() throws IOException {
        work = scratch.resolve("work");
        directory = Files.createDirectory(scratch.resolve("src"));
        Files.createDirectories(directory.resolve("services/api"));
        Files.writeString(directory.resolve("file"), "");
        plain = new FakeContextSource("dir", "", request -> new FetchedContext.Directory(directory));
    }

    @Test
    void usesADirectoryInPlace() throws IOException {
        ContextDirectory context = fetch("/src", plain);
        assertThat(context.root().directory()).isEqualTo(directory.toString());
        assertThat(context.inPlace()).isTrue();
        assertThat(context.ignoreFileApplies()).isTrue();
        assertThat(events).isEmpty();
    }

    @Test
    void doesNotTrustADirectoryThatAPluginMade() throws IOException {
        ContextSource clone = new FakeContextSource("git", "git", request -> {
            assertThat(request.workDirectory()).isEmptyDirectory();
            return new FetchedContext.Directory(
                    Files.createDirectory(request.workDirectory().resolve("clone")), false);
        });
        ContextDirectory context = fetch("git://host/x", clone);
        assertThat(context.inPlace()).isFalse();
        assertThat(context.ignoreFileApplies()).isFalse();
    }

    @Test
    void unpacksAnArchiveBelowTheWorkDirectoryAndClosesIt() throws IOException {
        boolean[] closed = {false};
        ContextSource tar = new FakeContextSource(
                "tar",
                "tar",
                request -> new FetchedContext.Archive(
                        () -> new ByteArrayInputStream("content".getBytes(StandardCharsets.UTF_8)) {
                            @Override
                            public void close() {
                                closed[0] = true;
                            }
                        },
                        "context.tar"));
        ContextDirectory context = fetch("tar:///context.tar", tar);
        assertThat(Path.of(context.root().directory(), "context.tar"))
                .startsWith(work)
                .hasContent("content");
        assertThat(context.inPlace()).isFalse();
        assertThat(closed[0]).isTrue();
        assertThat(context.modified()).contains(NEWEST_FILE);
        assertThat(events).last().isInstanceOf(BuildEvent.TransferFinished.class);
    }

    @Test
    void tellsHowATransferGoesWithoutSecrets() throws IOException {
        ContextSource s3 = new FakeContextSource("s3", "s3", request -> {
            request.progress().arrived(5, OptionalLong.of(10));
            return new FetchedContext.Directory(directory);
        });
        fetch("s3://key:secret@bucket/key?token=secret", s3);
        assertThat(events)
                .first()
                .isEqualTo(new BuildEvent.TransferProgressed(
                        BuildEvent.TransferKind.FETCH_CONTEXT, "s3://***@bucket/key?***", 5, OptionalLong.of(10)));
        assertThat(events.toString()).doesNotContain("secret");
    }

    @Test
    void takesAPartOfTheContext() throws IOException {
        assertThat(fetch("/src", Optional.of("services/api/"), plain).root().directory())
                .isEqualTo(directory.resolve("services/api").toString());
        assertThat(fetch("/src", Optional.of("/services/./api/../api"), plain)
                        .root()
                        .directory())
                .isEqualTo(directory.resolve("services/api").toString());
        assertThat(fetch("/src", Optional.of("."), plain).root().directory()).isEqualTo(directory.toString());
    }

    @Test
    void refusesAPartThatIsNotThere() {
        assertThatThrownBy(() -> fetch("/src", Optional.of("nope"), plain))
                .isInstanceOf(BuildException.class)
                .hasMessage("Cannot use \"nope\" (--context-sub-path) of the build context \"/src\": "
                        + "there is no such directory.");
        assertThatThrownBy(() -> fetch("/src", Optional.of("file"), plain))
                .hasMessageContaining("it is not a directory");
    }

    @Test
    void aPartDoesNotLeaveTheContext() throws IOException {
        assertThatThrownBy(() -> fetch("/src", Optional.of("services/../../work"), plain))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("it leads out of the context");
        Files.createSymbolicLink(directory.resolve("out"), Path.of("/etc"));
        assertThatThrownBy(() -> fetch("/src", Optional.of("out"), plain))
                .hasMessageContaining("there is no such directory");
    }

    @Test
    void explainsAnUnknownKindOfLocation() {
        ContextSource s3 = new FakeContextSource("s3", "s3", request -> new FetchedContext.Directory(directory));
        assertThatThrownBy(() -> fetch("s4://user:secret@bucket/key", plain, s3))
                .isInstanceOf(BuildException.class)
                .hasMessage("Cannot use the build context \"s4://***@bucket/key\": "
                        + "no installed plugin takes locations that begin with s4://.")
                .satisfies(e -> assertThat(((BuildException) e).remedy())
                        .contains("Did you mean s3://? Known are /workspace, s3://example. "
                                + "A plugin for others goes into /kaniko/plugins."));
        assertThatThrownBy(() -> fetch("/src"))
                .hasMessageContaining("no installed plugin takes directories")
                .satisfies(e -> assertThat(((BuildException) e).remedy().orElseThrow())
                        .startsWith("No context source is installed."));
    }

    @Test
    void refusesToChooseBetweenTwoPlugins() {
        ContextSource other = new FakeContextSource("other", "", request -> new FetchedContext.Directory(directory));
        assertThatThrownBy(() -> fetch("/src", plain, other))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("more than one plugin takes it: dir, other");
    }

    @Test
    void namesThePluginThatFails() {
        ContextSource broken = new FakeContextSource("s3", "s3", request -> {
            throw new IOException("connection reset");
        });
        assertThatThrownBy(() -> fetch("s3://b/k", broken))
                .isInstanceOf(BuildException.class)
                .hasMessage("Cannot use the build context \"s3://b/k\": s3 failed: connection reset.");
        ContextSource faulty = new FakeContextSource("s3", "s3", request -> {
            throw new IllegalStateException("oops");
        });
        assertThatThrownBy(() -> fetch("s3://b/k", faulty))
                .isInstanceOfSatisfying(
                        BuildException.class, e -> assertThat(e.kind()).isEqualTo(BuildException.Kind.INTERNAL))
                .hasMessageContaining("the plugin s3 failed with oops");
    }

    @Test
    void namesTheArchiveThatCannotBeUnpacked() {
        ContextSource tar = new FakeContextSource(
                "tar",
                "tar",
                request -> new FetchedContext.Archive(
                        () -> {
                            throw new IOException("it is cut off");
                        },
                        "standard input"));
        assertThatThrownBy(() -> fetch("tar://stdin", tar))
                .isInstanceOf(BuildException.class)
                .hasMessage("Cannot use the build context \"tar://stdin\": "
                        + "unpacking standard input failed: it is cut off.");
    }

    private ContextDirectory fetch(String location, ContextSource... sources) throws IOException {
        return fetch(location, Optional.empty(), sources);
    }

    @Test
    void handsOptionsToTheSourceAndKeepsTheTimeThatItTells() throws IOException {
        Instant commit = Instant.parse("2024-02-03T04:05:06Z");
        ContextSource git = new FakeContextSource("git", "git", Set.of("branch", "depth"), request -> {
            assertThat(request.options()).containsExactly(Map.entry("depth", "3"), Map.entry("branch", "main"));
            return new FetchedContext.Directory(directory, false, Optional.of(commit));
        });
        Map<String, String> options = new LinkedHashMap<>();
        options.put("depth", "3");
        options.put("branch", "main");
        ContextDirectory whole =
                fetcher(git).fetch(new ContextLocation("git://host/x"), options, Optional.empty(), work);
        assertThat(whole.modified()).contains(commit);
        ContextDirectory part =
                fetcher(git).fetch(new ContextLocation("git://host/x"), options, Optional.of("services"), work);
        assertThat(part.modified()).contains(commit);
    }

    @Test
    void refusesOptionsThatTheSourceDoesNotKnow() {
        ContextSource git = new FakeContextSource(
                "git", "git", Set.of("depth", "branch"), request -> new FetchedContext.Directory(directory));
        assertThatThrownBy(() -> fetcher(git)
                        .fetch(new ContextLocation("git://host/x"), Map.of("brunch", "main"), Optional.empty(), work))
                .isInstanceOf(BuildException.class)
                .hasMessage("Cannot use the build context \"git://host/x\": the context source git has no option"
                        + " \"brunch\".")
                .satisfies(e -> assertThat(((BuildException) e).remedy()).contains("It has branch, depth."));
        assertThatThrownBy(() -> fetcher(plain)
                        .fetch(new ContextLocation("/src"), Map.of("branch", "main"), Optional.empty(), work))
                .hasMessageContaining("the context source dir has no option \"branch\"")
                .satisfies(e ->
                        assertThat(((BuildException) e).remedy().orElseThrow()).contains("no options at all"));
    }

    private ContextDirectory fetch(String location, Optional<String> subPath, ContextSource... sources)
            throws IOException {
        return fetcher(sources).fetch(new ContextLocation(location), Map.of(), subPath, work);
    }

    private ContextFetcher fetcher(ContextSource... sources) {
        ArchiveUnpacker unpacker = (archive, description, target) -> {
            Files.copy(archive, target.path().resolve(description));
            return Optional.of(NEWEST_FILE);
        };
        return new ContextFetcher(
                List.of(sources),
                List.of(Path.of("/kaniko/plugins")),
                unpacker,
                Map.of(),
                InputStream.nullInputStream(),
                events::add);
    }
}
