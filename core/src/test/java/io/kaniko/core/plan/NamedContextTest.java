package io.kaniko.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaniko.core.oci.Digest;
import io.kaniko.core.oci.ImageReference;
import io.kaniko.spi.ContextLocation;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamedContextTest {

    private static final Path HERE = Path.of("/here");
    private static final Digest DIGEST = Digest.of(new byte[0]);

    private static NamedContext parse(String location) {
        return NamedContext.parse("name", location, HERE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dir", "/dir", "../x", "https://host/c.tar", "git@host:x.git", "oci-layouts://x"})
    void whatIsNoImageIsFilesOfAPlugin(String location) {
        assertThat(parse(location))
                .isEqualTo(new NamedContext.Files(new ContextName("name"), new ContextLocation(location)));
    }

    @Test
    void readsImagesOfRegistries() {
        assertThat(parse("docker-image://busybox:1"))
                .isEqualTo(new NamedContext.RegistryImage(
                        new ContextName("name"), ImageReference.parse("docker.io/library/busybox:1")));
        assertThat(parse("docker-image://scratch")).isEqualTo(new NamedContext.Nothing(new ContextName("name")));
    }

    @ParameterizedTest
    @CsvSource({
        "layout,/here/layout,",
        "/l:3/layout,/l:3/layout,",
        "./layout:1.0,/here/layout,1.0",
        "/layout:1.0,/layout,1.0",
    })
    void readsLayouts(String text, Path directory, String tag) {
        assertThat(parse("oci-layout://" + text))
                .isEqualTo(new NamedContext.LayoutImage(
                        new ContextName("name"), directory, Optional.ofNullable(tag), Optional.empty()));
        assertThat(parse("oci-layout://" + text + "@" + DIGEST))
                .isEqualTo(new NamedContext.LayoutImage(
                        new ContextName("name"), directory, Optional.ofNullable(tag), Optional.of(DIGEST)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name | docker-image://A | must be lower case",
                "name | oci-layout://x@sha256:1 | not a SHA-256 in hex",
                "name | oci-layout:// | it names no directory",
                "name | '' | it has no location",
                "::linux/arm64 | x | the name is empty",
                "name::a/b/c/d | x | is not a platform",
            })
    void saysWhatIsWrong(String name, String location, String reason) {
        assertThatThrownBy(() -> NamedContext.parse(name, location, HERE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }
}
