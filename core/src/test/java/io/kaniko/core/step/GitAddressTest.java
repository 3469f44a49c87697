package io.kaniko.core.step;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which sources of ADD are repositories. */
final class GitAddressTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.com/foo.git",
                "http://user:secret@example.com/a/b.git#v1:dir",
                "https://example.com/foo.git?branch=b",
                "HTTPS://example.com/foo.git",
                "git://example.com/foo",
                "ssh://git@example.com/foo",
                "git@example.com:foo/bar.git#v1",
                "somebody@example.com:foo"
            })
    void areRepositories(String source) {
        assertThat(GitAddress.isOne(source)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.com/foo",
                "https://example.com/foo.git/",
                "https://example.com/file?name=foo.git",
                "https://example.com/file#foo.git",
                "https://example.com/foo.GIT",
                "github.com/foo/bar.git",
                "./foo.git",
                "../foo.git",
                ".git",
                "foo.git",
                "a b@example.com:foo"
            })
    void areNone(String source) {
        assertThat(GitAddress.isOne(source)).isFalse();
    }
}
