package io.kaniko.core.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.spi.Changes;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImagePathsTest {

    private final ImagePaths paths =
            ImagePaths.ignoring(List.of("/var/run", "/cache//x/", "/tmp/*.lock", "/home/*/.cache", "/"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "proc/1",
                "proc/sys/kernel",
                "sys/class",
                "dev/null",
                "dev/pts/0",
                "var/run",
                "var/run/x/y",
                "cache/x",
                "tmp/a.lock",
                "tmp/a.lock/below",
                "home/me/.cache",
                "home/me/.cache/a/b"
            })
    void ignores(String path) {
        assertThat(paths.ignores(path)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "proc",
                "sys",
                "dev",
                "process/1",
                "var",
                "var/runner",
                "var/run2",
                "usr/proc/1",
                "tmp",
                "tmp/a",
                "tmp/x/a.lock",
                "home",
                "home/me",
                "home/.cache",
                "home/me/x/.cache",
                "etc/resolv.conf"
            })
    void keeps(String path) {
        assertThat(paths.ignores(path)).isFalse();
    }

    @Test
    void changesLoseWhatIsIgnored() {
        Changes changes = new Changes(
                new TreeSet<>(List.of("proc", "proc/1", "a")), new TreeSet<>(List.of("var/run/x", "dev/x", "b")));
        assertThat(paths.keep(changes))
                .isEqualTo(new Changes(new TreeSet<>(List.of("a", "proc")), new TreeSet<>(List.of("b"))));
        assertThat(ImagePaths.ignoring(List.of()).keep(changes).deleted()).containsExactly("b", "var/run/x");
    }
}
