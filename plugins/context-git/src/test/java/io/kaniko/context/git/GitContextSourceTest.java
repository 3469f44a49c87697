package io.kaniko.context.git;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.spi.ContextLocation;
import io.kaniko.spi.ContextRequest;
import io.kaniko.spi.ContextSource;
import io.kaniko.spi.ContextSourceContract;
import io.kaniko.spi.FetchedContext;
import io.kaniko.spi.TransferProgress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of a repository becomes a context, against Git's own server. */
final class GitContextSourceTest implements ContextSourceContract {

    @TempDir
    private Path root;

    @TempDir
    private Path work;

    private GitServer server;
    private WrittenRepository repository;

    @BeforeEach
    void serve() throws IOException {
        server = GitServer.plain(root);
        repository = WrittenRepository.create(root.resolve("app.git"));
        repository.file("Dockerfile", "FROM scratch\n").file("sub/deep/file", "1\n");
        repository.commit("one");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Override
    public ContextSource source() {
        return new GitContextSource();
    }

    @Override
    public ContextLocation existing(Path scratch) {
        return new ContextLocation(server.address("app.git"));
    }

    @Override
    public ContextLocation missing(Path scratch) {
        return new ContextLocation(server.address("nowhere.git"));
    }

    @Test
    void checksOutTheDefaultBranchWithoutItsRepository() throws IOException {
        FetchedContext.Directory fetched = fetch("");
        assertThat(fetched.ignoreFileApplies()).isFalse();
        assertThat(fetched.modified()).contains(Instant.ofEpochSecond(WrittenRepository.COMMIT_SECONDS));
        assertThat(fetched.path().resolve("sub/deep/file")).hasContent("1\n");
        assertThat(fetched.path().resolve(".git")).doesNotExist();
        assertThat(work.toFile().list()).containsExactly("files");
    }

    @Test
    void givesFilesThePermissionsThatGitKnows() throws IOException {
        repository.shell(
                "echo x > run; chmod 700 run; chmod 600 Dockerfile; ln -s run link; mkdir -m 700 d; echo > d/f");
        repository.commit("two");
        Path files = fetch("").path();
        assertThat(permissions(files.resolve("run"))).isEqualTo("rwxr-xr-x");
        assertThat(permissions(files.resolve("Dockerfile"))).isEqualTo("rw-r--r--");
        assertThat(permissions(files.resolve("d"))).isEqualTo("rwxr-xr-x");
        assertThat(Files.readSymbolicLink(files.resolve("link"))).hasToString("run");
    }

    @Test
    void keepsTheRepositoryOnRequestAsGitWouldHaveMadeIt() throws IOException {
        repository.file("new", "2\n");
        repository.commit("two");
        WrittenRepository fetched =
                new WrittenRepository(fetch("?keep-git-dir=true").path());
        assertThat(fetched.git("log --format=%s")).isEqualTo("two\n");
        assertThat(fetched.git("status --porcelain")).isEmpty();
        assertThat(fetched.git("fsck --strict")).doesNotContain("error");
        assertThat(fetched.git("remote get-url origin").strip()).isEqualTo(server.address("app.git"));
        assertThat(fetched.git("for-each-ref --format='%(refname)'")).isEqualTo("refs/remotes/origin/main\n");
        assertThat(fetched.shell("find .git/logs -type f")).isEmpty();
    }

    @Test
    void bringsAsMuchHistoryAsIsAskedFor() throws IOException {
        for (int i = 2; i < 6; i++) {
            repository.commit("number " + i);
        }
        repository.git("branch other");
        Map<String, String> options = Map.of("keep-git-dir", "true", "depth", "3");
        WrittenRepository three = new WrittenRepository(fetch("", options).path());
        assertThat(three.git("rev-list --count HEAD").strip()).isEqualTo("3");
        Map<String, String> all = Map.of("keep-git-dir", "true", "depth", "0", "single-branch", "false");
        WrittenRepository whole =
                new WrittenRepository(fetchInto("all", "", all).path());
        assertThat(whole.git("rev-list --count HEAD").strip()).isEqualTo("5");
        assertThat(whole.git("rev-parse --verify origin/other")).isNotBlank();
    }

    @Test
    void setsTheTimeOfTheCommitOnRequest() throws IOException {
        repository.shell("ln -s Dockerfile link");
        repository.commit("two");
        Path files = fetch("?mtime=commit").path();
        Instant commit = Instant.ofEpochSecond(WrittenRepository.COMMIT_SECONDS);
        for (String name : new String[] {"Dockerfile", "sub", "sub/deep/file", "link", ""}) {
            assertThat(Files.getLastModifiedTime(files.resolve(name), LinkOption.NOFOLLOW_LINKS)
                            .toInstant())
                    .as(name)
                    .isEqualTo(commit);
        }
    }

    @Test
    void appliesLineEndingsOfGitAttributes() throws IOException {
        repository.file(".gitattributes", "*.bat eol=crlf\n").file("run.bat", "one\ntwo\n");
        repository.commit("two");
        assertThat(fetch("").path().resolve("run.bat")).hasContent("one\r\ntwo\r\n");
    }

    @Test
    void writesNamesInUtf8() throws IOException {
        repository.file("Grüße/日本", "x\n");
        repository.commit("two");
        assertThat(fetch("").path().resolve("Grüße/日本")).hasContent("x\n");
    }

    @Test
    void readsNoConfigurationOfTheUser(@TempDir Path home) throws IOException {
        Files.writeString(
                home.resolve(".gitconfig"),
                "[url \"http://127.0.0.1:1/\"]\n\tinsteadOf = http://\n[core]\n\tautocrlf = true\n");
        FetchedContext.Directory fetched =
                fetch(server.address("app.git"), Map.of(), Map.of("HOME", home.toString()), work);
        assertThat(Files.readString(fetched.path().resolve("Dockerfile"))).isEqualTo("FROM scratch\n");
        assertThat(home.toFile().list()).containsExactly(".gitconfig");
    }

    @Test
    void tellsHowManyBytesHaveArrived() throws IOException {
        repository.shell("head -c 3000000 /dev/urandom > big");
        repository.commit("two");
        AtomicLong most = new AtomicLong();
        TransferProgress progress = (bytes, total) -> most.accumulateAndGet(bytes, Math::max);
        source().fetch(new ContextRequest(
                existing(root), work, Map.of(), InputStream.nullInputStream(), progress, Map.of()));
        assertThat(most.get()).isGreaterThan(3_000_000);
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private FetchedContext.Directory fetch(String suffix) throws IOException {
        return fetch(suffix, Map.of());
    }

    private FetchedContext.Directory fetch(String suffix, Map<String, String> options) throws IOException {
        return fetch(server.address("app.git") + suffix, options, Map.of(), work);
    }

    private FetchedContext.Directory fetchInto(String name, String suffix, Map<String, String> options)
            throws IOException {
        return fetch(server.address("app.git") + suffix, options, Map.of(), Files.createDirectory(work.resolve(name)));
    }

    private FetchedContext.Directory fetch(
            String location, Map<String, String> options, Map<String, String> environment, Path directory)
            throws IOException {
        return (FetchedContext.Directory) source().fetch(new ContextRequest(
                new ContextLocation(location),
                directory,
                environment,
                InputStream.nullInputStream(),
                TransferProgress.NONE,
                new LinkedHashMap<>(options)));
    }
}
