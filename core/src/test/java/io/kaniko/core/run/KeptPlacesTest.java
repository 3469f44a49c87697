package io.kaniko.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class KeptPlacesTest {

    @Test
    void opensTheDirectoriesOnTheWay() {
        KeptPlaces kept = KeptPlaces.of(List.of("/proc", "/etc/hosts", "/var/run/secrets/token"));

        assertThat(kept.whole()).containsExactly("etc/hosts", "proc", "var/run/secrets/token");
        assertThat(kept.opened()).containsExactly("", "etc", "var", "var/run", "var/run/secrets");
    }

    @Test
    void whatLiesOnAnotherPlaceStaysWithIt() {
        KeptPlaces kept = KeptPlaces.of(List.of("/a-b", "/a/b/c", "/a", "/a/b"));

        assertThat(kept.whole()).containsExactly("a", "a-b");
        assertThat(kept.opened()).containsExactly("");
        assertThat(kept.isBelowWhole("a/x")).isTrue();
        assertThat(kept.isBelowWhole("a")).isFalse();
        assertThat(kept.stays("a")).isTrue();
        assertThat(kept.stays("ab")).isFalse();
    }

    @Test
    void cannotKeepEverything() {
        assertThatThrownBy(() -> KeptPlaces.of(List.of("/"))).isInstanceOf(IllegalArgumentException.class);
    }
}
