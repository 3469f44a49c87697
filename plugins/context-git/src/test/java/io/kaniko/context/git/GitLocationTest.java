package io.kaniko.context.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaniko.spi.ContextLocation;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How locations are read: kaniko's form, Docker's, BuildKit's query. */
final class GitLocationTest {

    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        https://h.org/a/b.git                        | https://h.org/a/b.git   |              |
        HTTPS://h.org/b.git                          | https://h.org/b.git     |              |
        http://h.org:8080/b.git#v1                   | http://h.org:8080/b.git | v1           |
        https://user:pw@h.org/b.git#release/1.2:app  | https://h.org/b.git     | release/1.2  | app
        https://h.org/b.git#:app/deep                | https://h.org/b.git     |              | app/deep
        https://h.org/b.git#feature%2Fx:a%20b        | https://h.org/b.git     | feature/x    | a b
        https://h.org/b.git?ref=v1&subdir=app        | https://h.org/b.git     | v1           | app
        https://h.org/b.git?branch=b                 | https://h.org/b.git     | refs/heads/b |
        https://h.org/b.git?tag=t                    | https://h.org/b.git     | refs/tags/t  |
        https://h.org/b.git?tag=refs/tags/t          | https://h.org/b.git     | refs/tags/t  |
        git://h.org/a/b                              | git://h.org/a/b         |              |
        git://token@h.org/a/b.git#refs/pull/7/merge  | git://h.org/a/b.git     | refs/pull/7/merge |
        ssh://h.org:2222/a/b#v1                      | ssh://git@h.org:2222/a/b | v1          |
        ssh://me@h.org/a/b                           | ssh://me@h.org/a/b      |              |
        git@h.org:a/b.git#v1:app                     | git@h.org:a/b.git       | v1           | app
        me@h.org:a/b.git?ref=v1                      | me@h.org:a/b.git        | v1           |
        """)
    void addressRefAndDirectory(String text, String address, String ref, String directory) {
        GitLocation location = parse(text);
        assertThat(location.remote()).hasToString(address);
        assertThat(location.ref()).isEqualTo(Optional.ofNullable(ref));
        assertThat(location.subdirectory()).isEqualTo(directory == null ? "" : directory);
        assertThat(location.commit()).isEmpty();
    }

    @Test
    void kanikosCommitStandsBehindTheRef() {
        GitLocation location = parse("git://h.org/a#refs/heads/main#" + COMMIT.toUpperCase(java.util.Locale.ROOT));
        assertThat(location.ref()).contains("refs/heads/main");
        assertThat(location.commit()).contains(COMMIT);
        assertThat(parse("git://h.org/a##" + COMMIT).ref()).isEmpty();
    }

    @Test
    void queryHasTheRestOfBuildKit() {
        GitLocation location = parse("https://h.org/b.git?keep-git-dir=1&submodules=false&mtime=commit&checksum="
                + COMMIT + "&fetch-by-commit=true");
        assertThat(location.keepGitDirectory()).contains(true);
        assertThat(location.submodules()).contains(false);
        assertThat(location.commitTimes()).isTrue();
        assertThat(location.checksum()).contains(COMMIT);
        assertThat(location.fetchByCommit()).isTrue();
        assertThat(parse("https://h.org/b.git?commit=" + COMMIT).checksum()).contains(COMMIT);
        assertThat(parse("https://h.org/b.git?keep-git-dir").keepGitDirectory()).contains(true);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        https://h.org/b.git?branch=b&tag=t        | branch conflicts with tag
        https://h.org/b.git?branch=b#x            | ref conflicts with branch
        https://h.org/b.git?tag=b#x               | ref conflicts with tag
        https://h.org/b.git?ref=b#x               | ref conflicts: "x" and "b"
        https://h.org/b.git?subdir=b#:x           | subdir conflicts: "x" and "b"
        https://h.org/b.git?ref=a&ref=b           | query "ref" has multiple values
        https://h.org/b.git?ref=                  | query "ref" has no value
        https://h.org/b.git?brunch=b              | unexpected query "brunch"
        https://h.org/b.git?keep-git-dir=perhaps  | keep-git-dir must be true or false
        https://h.org/b.git?mtime=now             | mtime must be checkout or commit
        https://h.org/b.git?checksum=sha256:12    | a commit in hexadecimal digits
        https://h.org/b.git?ref=%zz               | is not followed by two hexadecimal digits
        git://h.org/a#main#tip                    | must be a commit in hexadecimal digits
        git://h.org                               | the path of the repository is missing
        ssh://h.org/                              | the path of the repository is missing
        """)
    void whatCannotBeMeantIsSaid(String text, String reason) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.com/foo",
                "https://example.com/foo.git/",
                "https://example.com/x.tar.gz?name=foo.git",
                "github.com/moby/buildkit.git",
                "./.git",
                "../foo.git",
                "foo.git",
                "/workspace",
                "file:///srv/foo.git",
                "s3://bucket/foo.git"
            })
    void leavesOtherLocationsToOthers(String text) {
        assertThat(GitLocation.isRepository(new ContextLocation(text))).isFalse();
    }

    @Test
    void checksumsOfAddressAndOptionMustAgree() {
        GitLocation location = parse("https://h.org/b.git?checksum=" + COMMIT);
        assertThat(location.withChecksum("0123456").checksum()).contains(COMMIT);
        assertThatThrownBy(() -> location.withChecksum("1111111")).hasMessageContaining("exclude each other");
    }

    @Test
    void submodulesAreFoundRelativeToTheirRepository() {
        Remote remote = Remote.parse("https://user:pw@h.org/group/app.git");
        assertThat(remote.resolve("../lib.git")).hasToString("https://h.org/group/lib.git");
        assertThat(remote.resolve("../../other/./lib.git")).hasToString("https://h.org/other/./lib.git");
        assertThat(remote.resolve("https://h.org/x.git").user()).contains("user");
        assertThat(remote.resolve("https://elsewhere.org/x.git").user()).isEmpty();
        assertThat(remote.resolve("http://h.org/x.git").user()).isEmpty();
        assertThat(Remote.parse("git@h.org:group/app.git").resolve("../lib.git"))
                .hasToString("git@h.org:group/lib.git");
        assertThatThrownBy(() -> remote.resolve("/etc/repository")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> remote.resolve("file:///etc/repository")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> remote.resolve("../../../../x")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void showsNoSecret() {
        assertThat(parse("https://user:secret@h.org/b.git?ref=x")).asString().doesNotContain("secret");
        assertThat(Remote.parse("git://secret@h.org/b.git")).asString().doesNotContain("secret");
    }

    private static GitLocation parse(String text) {
        return GitLocation.parse(new ContextLocation(text));
    }
}
