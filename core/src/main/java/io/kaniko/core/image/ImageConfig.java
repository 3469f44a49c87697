package io.kaniko.core.image;

import io.kaniko.core.oci.Digest;
import io.kaniko.core.oci.Platform;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An image configuration (image-spec, config.md, with Docker's additional fields). An immutable view over the JSON
 * document, so that fields which nobody here knows survive from the base image.
 */
public final class ImageConfig {

    /** What BuildKit sets where an image has no PATH. */
    public static final String DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private static final JsonMapper JSON = JsonMapper.shared();

    private final ObjectNode document;

    private ImageConfig(ObjectNode document) {
        this.document = document;
    }

    /** @throws IllegalArgumentException when the text is not a JSON object */
    public static ImageConfig parse(byte[] json) {
        try {
            if (JSON.readTree(json) instanceof ObjectNode object) {
                return new ImageConfig(object);
            }
        } catch (JacksonException e) {
            throw new IllegalArgumentException("an image configuration is not JSON: " + e.getOriginalMessage(), e);
        }
        throw new IllegalArgumentException("an image configuration is not a JSON object");
    }

    /** The configuration that {@code FROM scratch} begins with, as BuildKit makes it. */
    public static ImageConfig scratch(Platform platform) {
        ObjectNode document = JSON.createObjectNode();
        document.putObject("config").put("WorkingDir", "/").putArray("Env").add("PATH=" + DEFAULT_PATH);
        document.putObject("rootfs").put("type", "layers").putArray("diff_ids");
        return new ImageConfig(document).withPlatform(platform);
    }

    public byte[] toJson() {
        return JSON.writeValueAsBytes(document);
    }

    // What a container is started with.

    /** The environment in order; an entry without {@code =} has an empty value, one without a name is left out. */
    public SequencedMap<String, String> environment() {
        SequencedMap<String, String> environment = new LinkedHashMap<>();
        for (String entry : strings("Env")) {
            int equals = entry.indexOf('=');
            if (equals < 0 && !entry.isEmpty()) {
                environment.put(entry, "");
            } else if (equals > 0) {
                environment.put(entry.substring(0, equals), entry.substring(equals + 1));
            }
        }
        return environment;
    }

    /** Replaces a variable in its place, or adds it at the end. */
    public ImageConfig withEnvironment(String name, String value) {
        return changed(config -> {
            List<String> entries = new ArrayList<>();
            boolean replaced = false;
            for (String entry : strings("Env")) {
                boolean same = entry.equals(name) || entry.startsWith(name + "=");
                if (!same) {
                    entries.add(entry);
                } else if (!replaced) {
                    entries.add(name + "=" + value);
                    replaced = true;
                }
            }
            if (!replaced) {
                entries.add(name + "=" + value);
            }
            putStrings(config, "Env", entries);
        });
    }

    public String user() {
        return text("User");
    }

    public ImageConfig withUser(String user) {
        return changed(config -> config.put("User", user));
    }

    /** An absolute path, {@code /} where the image says nothing or says it relatively. */
    public String workingDirectory() {
        String directory = text("WorkingDir");
        return directory.startsWith("/") ? directory : "/" + directory;
    }

    /** Whether the image names a working directory at all. */
    public boolean hasWorkingDirectory() {
        return !text("WorkingDir").isEmpty();
    }

    public ImageConfig withWorkingDirectory(String directory) {
        return changed(config -> config.put("WorkingDir", directory));
    }

    public List<String> command() {
        return strings("Cmd");
    }

    /** Sets the command, and Docker's {@code ArgsEscaped} as BuildKit does; an empty list takes the command away. */
    public ImageConfig withCommand(List<String> command) {
        return changed(config -> {
            if (command.isEmpty()) {
                config.remove("Cmd");
            } else {
                putStrings(config, "Cmd", command);
            }
            config.put("ArgsEscaped", true);
        });
    }

    public ImageConfig withoutCommand() {
        return changed(config -> config.remove("Cmd"));
    }

    public List<String> entrypoint() {
        return strings("Entrypoint");
    }

    /** Sets the entry point; an empty list takes it away. */
    public ImageConfig withEntrypoint(List<String> entrypoint) {
        return changed(config -> {
            if (entrypoint.isEmpty()) {
                config.remove("Entrypoint");
            } else {
                putStrings(config, "Entrypoint", entrypoint);
            }
        });
    }

    public SequencedMap<String, String> labels() {
        SequencedMap<String, String> labels = new LinkedHashMap<>();
        JsonNode node = document.path("config").path("Labels");
        node.propertyNames().forEach(name -> labels.put(name, node.path(name).asString("")));
        return labels;
    }

    /** Adds labels, or gives them other values. */
    public ImageConfig withLabels(Map<String, String> labels) {
        return changed(config -> {
            ObjectNode all =
                    config.get("Labels") instanceof ObjectNode existing ? existing : config.putObject("Labels");
            labels.forEach(all::put);
        });
    }

    public SortedSet<String> exposedPorts() {
        return keys("ExposedPorts");
    }

    /** Adds ports, {@code 80/tcp}. */
    public ImageConfig withExposedPorts(List<String> ports) {
        return withKeys("ExposedPorts", ports);
    }

    public SortedSet<String> volumes() {
        return keys("Volumes");
    }

    /** Adds volumes. */
    public ImageConfig withVolumes(List<String> volumes) {
        return withKeys("Volumes", volumes);
    }

    /** The shell of RUN, CMD and ENTRYPOINT; empty is {@code /bin/sh -c}. */
    public List<String> shell() {
        return strings("Shell");
    }

    public ImageConfig withShell(List<String> shell) {
        return changed(config -> putStrings(config, "Shell", shell));
    }

    public String stopSignal() {
        return text("StopSignal");
    }

    public ImageConfig withStopSignal(String signal) {
        return changed(config -> config.put("StopSignal", signal));
    }

    /**
     * Sets the health check. Durations are nanoseconds, 0 is not given.
     *
     * @param test {@code NONE}, or {@code CMD} or {@code CMD-SHELL} and what to run
     */
    public ImageConfig withHealthcheck(
            List<String> test, long interval, long timeout, long startPeriod, long startInterval, int retries) {
        return changed(config -> {
            ObjectNode check = config.putObject("Healthcheck");
            putStrings(check, "Test", test);
            putUnlessZero(check, "Interval", interval);
            putUnlessZero(check, "Timeout", timeout);
            putUnlessZero(check, "StartPeriod", startPeriod);
            putUnlessZero(check, "StartInterval", startInterval);
            putUnlessZero(check, "Retries", retries);
        });
    }

    /** The triggers that the next image runs first, as written after ONBUILD. */
    public List<String> onBuild() {
        return strings("OnBuild");
    }

    public ImageConfig withOnBuild(List<String> triggers) {
        return changed(config -> {
            if (triggers.isEmpty()) {
                config.remove("OnBuild");
            } else {
                putStrings(config, "OnBuild", triggers);
            }
        });
    }

    // What the image is.

    public String author() {
        return document.path("author").asString("");
    }

    public ImageConfig withAuthor(String author) {
        return edited(root -> root.put("author", author));
    }

    public Optional<Instant> created() {
        return instant(document.path("created").asString(""));
    }

    /** Without a time, {@code created} is null, as BuildKit writes it of an image without history. */
    public ImageConfig withCreated(Optional<Instant> created) {
        return edited(root -> root.put("created", created.map(Instant::toString).orElse(null)));
    }

    /** What the image is for; empty where it does not say, or says something unintelligible. */
    public Optional<Platform> platform() {
        String variant = document.path("variant").asString("");
        String text = document.path("os").asString("") + "/"
                + document.path("architecture").asString("")
                + (variant.isEmpty() ? "" : "/" + variant);
        try {
            Platform parsed = Platform.parse(text);
            return Optional.of(new Platform(
                    parsed.os(),
                    parsed.architecture(),
                    parsed.variant(),
                    present(document.path("os.version").asString(""))));
        } catch (IllegalArgumentException unintelligible) {
            return Optional.empty();
        }
    }

    public ImageConfig withPlatform(Platform platform) {
        return edited(root -> {
            root.put("architecture", platform.architecture());
            root.put("os", platform.os());
            platform.variant().ifPresentOrElse(variant -> root.put("variant", variant), () -> root.remove("variant"));
        });
    }

    /** The layers' digests before compression, lowest first. */
    public List<Digest> diffIds() {
        List<Digest> digests = new ArrayList<>();
        document.path("rootfs").path("diff_ids").forEach(node -> digests.add(Digest.parse(node.asString())));
        return digests;
    }

    public ImageConfig withDiffIds(List<Digest> diffIds) {
        return edited(root -> {
            ObjectNode rootfs = root.putObject("rootfs").put("type", "layers");
            ArrayNode array = rootfs.putArray("diff_ids");
            diffIds.forEach(digest -> array.add(digest.toString()));
        });
    }

    public List<HistoryEntry> history() {
        List<HistoryEntry> entries = new ArrayList<>();
        for (JsonNode node : document.path("history")) {
            entries.add(new HistoryEntry(
                    instant(node.path("created").asString("")),
                    node.path("created_by").asString(""),
                    present(node.path("comment").asString("")),
                    present(node.path("author").asString("")),
                    node.path("empty_layer").asBoolean(false)));
        }
        return entries;
    }

    /** Adds entries at the end; those of the base image stay to the letter. Without any, {@code history} is null. */
    public ImageConfig withMoreHistory(List<HistoryEntry> entries) {
        return edited(root -> {
            if (entries.isEmpty() && !root.path("history").isArray()) {
                root.putNull("history");
                return;
            }
            ArrayNode array = root.get("history") instanceof ArrayNode existing ? existing : root.putArray("history");
            for (HistoryEntry entry : entries) {
                ObjectNode node = array.addObject();
                entry.created().ifPresent(created -> node.put("created", created.toString()));
                node.put("created_by", entry.createdBy());
                entry.author().ifPresent(author -> node.put("author", author));
                entry.comment().ifPresent(comment -> node.put("comment", comment));
                if (entry.emptyLayer()) {
                    node.put("empty_layer", true);
                }
            }
        });
    }

    private ImageConfig withKeys(String field, List<String> keys) {
        return changed(config -> {
            SortedSet<String> all = keys(field);
            all.addAll(keys);
            ObjectNode object = config.putObject(field);
            all.forEach(object::putObject);
        });
    }

    private SortedSet<String> keys(String field) {
        return new TreeSet<>(document.path("config").path(field).propertyNames());
    }

    private ImageConfig changed(Consumer<ObjectNode> change) {
        return edited(root ->
                change.accept(root.get("config") instanceof ObjectNode existing ? existing : root.putObject("config")));
    }

    private ImageConfig edited(Consumer<ObjectNode> change) {
        ObjectNode copy = document.deepCopy();
        change.accept(copy);
        return new ImageConfig(copy);
    }

    private String text(String field) {
        return document.path("config").path(field).asString("");
    }

    private List<String> strings(String field) {
        List<String> values = new ArrayList<>();
        document.path("config").path(field).forEach(node -> values.add(node.asString("")));
        return List.copyOf(values);
    }

    private static void putStrings(ObjectNode object, String field, List<String> values) {
        ArrayNode array = object.putArray(field);
        values.forEach(array::add);
    }

    private static void putUnlessZero(ObjectNode object, String field, long value) {
        if (value != 0) {
            object.put(field, value);
        }
    }

    private static Optional<String> present(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    private static Optional<Instant> instant(String text) {
        try {
            return text.isEmpty()
                    ? Optional.empty()
                    : Optional.of(java.time.OffsetDateTime.parse(text).toInstant());
        } catch (java.time.DateTimeException e) {
            return Optional.empty();
        }
    }
}
