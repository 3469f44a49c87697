package io.kaniko.core.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaniko.core.oci.Descriptor;
import io.kaniko.core.oci.Digest;
import io.kaniko.core.oci.MediaType;
import io.kaniko.core.oci.Platform;
import io.kaniko.spi.BuildException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IndexTest {

    /** An index with an image for each platform; the digest is that of the platform's text. */
    private static Index index(String... platforms) {
        List<String> entries = new ArrayList<>();
        for (String platform : platforms) {
            String[] parts = platform.split("/");
            String variant = parts.length < 3 ? "" : ",\"variant\":\"" + parts[2] + "\"";
            entries.add("{\"mediaType\":\"" + MediaType.OCI_MANIFEST + "\",\"digest\":\"" + digest(platform)
                    + "\",\"size\":1,\"platform\":{\"os\":\"" + parts[0] + "\",\"architecture\":\"" + parts[1] + "\""
                    + variant + "}}");
        }
        return parse("{\"manifests\":[" + String.join(",", entries) + "]}");
    }

    private static Index parse(String json) {
        return Index.parse(MediaType.OCI_INDEX, json.getBytes(StandardCharsets.UTF_8));
    }

    private static Digest digest(String platform) {
        return Digest.of(platform.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource({
        "linux/amd64, linux/amd64",
        "linux/arm64, linux/arm64/v8",
        "linux/arm/v7, linux/arm/v7",
        "linux/arm/v6, linux/arm/v6",
        "linux/arm/v8, linux/arm/v7",
        "linux/amd64/v3, linux/amd64",
    })
    void choosesTheNearestThatRuns(String wanted, String chosen) {
        Index index = index(
                "unknown/unknown", "linux/arm/v6", "linux/amd64", "linux/arm64/v8", "linux/arm/v7", "windows/amd64");

        assertThat(index.choose(Platform.parse(wanted)).digest()).isEqualTo(digest(chosen));
    }

    @Test
    void aHigherVariantDoesNotRun() {
        assertThatThrownBy(() -> index("linux/arm/v7", "linux/amd64").choose(Platform.parse("linux/arm/v6")))
                .isInstanceOf(BuildException.class)
                .hasMessage("there is no image for linux/arm/v6 in the index; it has linux/arm/v7, linux/amd64");
    }

    @Test
    void attestationsAreNoImages() {
        Index index = parse("{\"manifests\":[{\"mediaType\":\"" + MediaType.OCI_MANIFEST + "\",\"digest\":\""
                + digest("x") + "\",\"size\":1,\"platform\":{\"os\":\"linux\",\"architecture\":\"amd64\"},"
                + "\"annotations\":{\"vnd.docker.reference.type\":\"attestation-manifest\"}}]}");

        assertThat(index.images()).isEmpty();
        assertThatThrownBy(() -> index.choose(new Platform("linux", "amd64")))
                .hasMessageEndingWith("it has no image at all");
    }

    @Test
    void aLonelyImageNeedsNoPlatform() {
        Index index = parse("{\"manifests\":[{\"mediaType\":\"" + MediaType.OCI_MANIFEST + "\",\"digest\":\""
                + digest("x") + "\",\"size\":1}]}");

        assertThat(index.choose(new Platform("linux", "amd64")).digest()).isEqualTo(digest("x"));
    }

    @Test
    void whatIsWrittenIsReadAlike() {
        Index index = index("linux/arm/v6", "linux/amd64");

        assertThat(Index.parse("", index.toJson())).isEqualTo(index);
    }

    @Test
    void aBrokenEntryIsNamed() {
        assertThatThrownBy(() -> parse("{\"manifests\":[{\"mediaType\":\"x\",\"digest\":\"md5:1\",\"size\":1}]}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("manifests[0]: not a sha256 digest: md5:1");
        assertThatThrownBy(() -> parse("{\"manifests\":[],\"manifests\":[]}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not JSON");
    }

    @Test
    void dockersForeignLayersKeepTheirKind() {
        String docker = "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip";

        assertThat(ImageFormat.DOCKER.layerType(ImageFormat.OCI.layerType(docker)))
                .isEqualTo(docker);
    }

    @Test
    void zstdFitsOnlyOci() {
        assertThat(ImageFormat.OCI.layerType(MediaType.OCI_LAYER_ZSTD)).isEqualTo(MediaType.OCI_LAYER_ZSTD);
        assertThatThrownBy(() -> ImageFormat.DOCKER.layerType(MediaType.OCI_LAYER_ZSTD))
                .isInstanceOf(BuildException.class)
                .hasMessage("an image in Docker's format cannot have layers compressed with zstd");
    }

    @Test
    void aManifestIsWrittenInAFixedOrder() {
        Descriptor config = new Descriptor(MediaType.OCI_CONFIG, digest("c"), 2);
        Manifest manifest = new Manifest(
                MediaType.OCI_MANIFEST,
                config,
                List.of(new Descriptor(MediaType.OCI_LAYER, digest("l"), 3)),
                java.util.Map.of("k", "v"));

        assertThat(new String(manifest.toJson(), StandardCharsets.UTF_8))
                .isEqualTo("{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.OCI_MANIFEST
                        + "\",\"config\":{\"mediaType\":\"" + MediaType.OCI_CONFIG + "\",\"digest\":\"" + digest("c")
                        + "\",\"size\":2},\"layers\":[{\"mediaType\":\"" + MediaType.OCI_LAYER + "\",\"digest\":\""
                        + digest("l") + "\",\"size\":3}],\"annotations\":{\"k\":\"v\"}}");
        assertThat(Manifest.parse("", manifest.toJson())).isEqualTo(manifest);
    }

    @Test
    void theValidatorNamesEveryFault() {
        byte[] config = "{\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]},\"history\":[{}]}"
                .getBytes(StandardCharsets.UTF_8);
        Manifest manifest = new Manifest(
                MediaType.OCI_MANIFEST,
                new Descriptor(MediaType.DOCKER_CONFIG, Digest.of(config), 7),
                List.of(
                        new Descriptor(MediaType.DOCKER_LAYER_GZIP, digest("l"), 3),
                        new Descriptor(MediaType.OCI_LAYER, digest("m"), 3)),
                java.util.Map.of());

        assertThat(ImageValidator.problems(manifest.toJson(), config))
                .containsExactly(
                        "a manifest of the OCI family has a configuration of type " + MediaType.DOCKER_CONFIG,
                        "a manifest of the OCI family has a layer of type " + MediaType.DOCKER_LAYER_GZIP,
                        "the manifest says that the configuration has 7 bytes, but it has " + config.length,
                        "the configuration has no architecture",
                        "the configuration has 0 diff ids, but the manifest 2 layers",
                        "the history has 1 entries with a layer, but there are 2 layers");
    }
}
