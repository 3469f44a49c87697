package io.kaniko.core.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaniko.core.oci.Digest;
import io.kaniko.core.oci.Platform;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageConfigTest {

    private static final ImageConfig EMPTY = parse("{}");

    private static ImageConfig parse(String json) {
        return ImageConfig.parse(json.getBytes(StandardCharsets.UTF_8));
    }

    private static String json(ImageConfig config) {
        return new String(config.toJson(), StandardCharsets.UTF_8);
    }

    @Test
    void keepsWhatItDoesNotKnow() {
        String text =
                "{\"os\":\"linux\",\"x-extra\":{\"b\":1,\"a\":[null]},\"config\":{\"OnFoo\":\"bar\",\"Env\":[\"B=1\",\"A=2\"]}}";
        assertThat(json(parse(text))).isEqualTo(text);
        assertThat(json(parse(text).withUser("u"))).isEqualTo(text.replace("\"A=2\"]", "\"A=2\"],\"User\":\"u\""));
    }

    @Test
    void scratchHasPathAndWorkingDirectory() {
        ImageConfig scratch = ImageConfig.scratch(Platform.parse("linux/arm/v7"));
        assertThat(scratch.environment()).containsExactly(Map.entry("PATH", ImageConfig.DEFAULT_PATH));
        assertThat(scratch.workingDirectory()).isEqualTo("/");
        assertThat(scratch.platform()).contains(Platform.parse("linux/arm/v7"));
        assertThat(scratch.diffIds()).isEmpty();
        assertThat(scratch.history()).isEmpty();
    }

    @Test
    void environmentKeepsItsOrder() {
        ImageConfig config = parse("{\"config\":{\"Env\":[\"B=1\",\"A=x=y\",\"ODD\",\"\",\"=z\"]}}");
        assertThat(config.environment())
                .containsExactly(Map.entry("B", "1"), Map.entry("A", "x=y"), Map.entry("ODD", ""));
        assertThat(config.withEnvironment("B", "2")
                        .withEnvironment("C", "")
                        .environment()
                        .sequencedKeySet())
                .containsExactly("B", "A", "ODD", "C");
        assertThat(json(config.withEnvironment("ODD", "1"))).contains("[\"B=1\",\"A=x=y\",\"ODD=1\",\"\",\"=z\"]");
    }

    @Test
    void changesAreNewValues() {
        EMPTY.withUser("u").withLabels(Map.of("a", "b")).withExposedPorts(List.of("80/tcp"));
        assertThat(json(EMPTY)).isEqualTo("{}");
    }

    @Test
    void addsLabelsPortsAndVolumes() {
        ImageConfig config = EMPTY.withLabels(Map.of("a", "1"))
                .withLabels(Map.of("a", "2", "b", "3"))
                .withExposedPorts(List.of("90/udp"))
                .withExposedPorts(List.of("80/tcp"))
                .withVolumes(List.of("/v"));
        assertThat(config.labels()).containsOnly(Map.entry("a", "2"), Map.entry("b", "3"));
        assertThat(config.exposedPorts()).containsExactly("80/tcp", "90/udp");
        assertThat(config.volumes()).containsExactly("/v");
        assertThat(json(config)).contains("\"ExposedPorts\":{\"80/tcp\":{},\"90/udp\":{}}");
    }

    @Test
    void emptyCommandsAreAbsent() {
        ImageConfig config = EMPTY.withCommand(List.of("a")).withEntrypoint(List.of("b"));
        assertThat(json(config))
                .isEqualTo("{\"config\":{\"Cmd\":[\"a\"],\"ArgsEscaped\":true,\"Entrypoint\":[\"b\"]}}");
        assertThat(json(config.withCommand(List.of()).withEntrypoint(List.of())))
                .isEqualTo("{\"config\":{\"ArgsEscaped\":true}}");
    }

    @Test
    void healthChecksOmitWhatWasNotGiven() {
        assertThat(json(EMPTY.withHealthcheck(List.of("CMD", "x"), 5, 0, 0, 7, 3)))
                .isEqualTo("{\"config\":{\"Healthcheck\":{\"Test\":[\"CMD\",\"x\"],\"Interval\":5,"
                        + "\"StartInterval\":7,\"Retries\":3}}}");
    }

    @Test
    void historyOfTheBaseStaysToTheLetter() {
        String base = "{\"created\":\"2020-01-01T00:00:00.123456789+02:00\",\"created_by\":\"x\",\"odd\":1}";
        ImageConfig config = parse("{\"history\":[" + base + "]}")
                .withMoreHistory(List.of(
                        HistoryEntry.ofStep("RUN a # buildkit", Instant.ofEpochSecond(0), false),
                        HistoryEntry.ofStep("ENV a=b", Instant.ofEpochSecond(0), true)));
        assertThat(json(config)).startsWith("{\"history\":[" + base + ",");
        assertThat(config.history()).hasSize(3);
        assertThat(config.history().getFirst().created()).contains(Instant.parse("2019-12-31T22:00:00.123456789Z"));
        assertThat(config.history().getLast())
                .isEqualTo(HistoryEntry.ofStep("ENV a=b", Instant.ofEpochSecond(0), true));
    }

    @Test
    void layersReplaceLayers() {
        Digest digest = Digest.parse("sha256:" + "ab".repeat(32));
        ImageConfig config = EMPTY.withDiffIds(List.of(digest));
        assertThat(config.diffIds()).containsExactly(digest);
        assertThat(config.withDiffIds(List.of()).diffIds()).isEmpty();
    }

    @Test
    void withoutAnyStepHistoryAndTimeAreNull() {
        assertThat(new String(
                        EMPTY.withMoreHistory(List.of())
                                .withCreated(Optional.empty())
                                .toJson(),
                        StandardCharsets.UTF_8))
                .contains("\"history\":null", "\"created\":null");
    }

    @Test
    void knowsWhenAndByWhom() {
        ImageConfig config = EMPTY.withAuthor("me").withCreated(Optional.of(Instant.parse("2024-05-06T07:08:09Z")));
        assertThat(config.author()).isEqualTo("me");
        assertThat(config.created()).contains(Instant.parse("2024-05-06T07:08:09Z"));
        assertThat(EMPTY.author()).isEmpty();
        assertThat(EMPTY.created()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"config\":null,\"rootfs\":null,\"history\":null,\"created\":null,\"os\":null}",
                "{\"config\":{\"Env\":null,\"Cmd\":null,\"Labels\":null,\"ExposedPorts\":null,\"WorkingDir\":null}}",
                "{\"config\":{\"Env\":\"x\",\"Cmd\":\"x\",\"Labels\":[],\"ExposedPorts\":[],\"OnBuild\":{}}}",
                "{\"config\":{\"Env\":[null,1],\"Cmd\":[null],\"WorkingDir\":1}}",
                "{\"history\":[null,{\"created\":\"yesterday\"}],\"created\":\"\",\"os\":\"li"
                        + " nux\",\"architecture\":\"?\"}",
            })
    void oddImagesDoNoHarm(String json) {
        ImageConfig config = parse(json);
        assertThat(config.environment()).isNotNull();
        assertThat(config.command()).isNotNull();
        assertThat(config.labels()).isEmpty();
        assertThat(config.exposedPorts()).isEmpty();
        assertThat(config.onBuild()).isEmpty();
        assertThat(config.workingDirectory()).startsWith("/");
        assertThat(config.created()).isEqualTo(Optional.empty());
        assertThat(config.platform()).isEmpty();
        assertThat(config.history()).isNotNull();
        assertThat(config.diffIds()).isEmpty();
        ImageConfig changed = config.withEnvironment("A", "1")
                .withLabels(Map.of("a", "b"))
                .withExposedPorts(List.of("1/tcp"))
                .withMoreHistory(List.of(HistoryEntry.ofStep("x", Instant.EPOCH, true)))
                .withPlatform(Platform.parse("linux/amd64"));
        assertThat(changed.environment()).containsEntry("A", "1");
        assertThat(changed.platform()).contains(Platform.parse("linux/amd64"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "null", "{", "\"x\"", "{} trailing"})
    void refusesWhatIsNoObject(String json) {
        assertThatThrownBy(() -> parse(json)).isInstanceOf(IllegalArgumentException.class);
    }
}
