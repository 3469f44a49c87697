package io.kaniko.e2e.rig;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An image written by hand, from tars that GNU tar has made: a base for builds that owes nothing to the product.
 */
public final class HandMadeImage {

    private static final JsonMapper JSON = new JsonMapper();

    private final Path directory;
    private final List<Path> tars = new ArrayList<>();
    private final ObjectNode process = JSON.createObjectNode();

    /** Starts an image whose files lie below the directory. */
    public HandMadeImage(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory);
        process.putArray("Env").add("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        process.putArray("Cmd").add("/bin/sh");
    }

    /** Adds everything below a directory as a layer: owners, links, devices, extended attributes. */
    public HandMadeImage layerOf(Path tree) {
        Path tar = directory.resolve("layer-" + tars.size() + ".tar");
        Program.run(
                        tree,
                        "tar",
                        "--numeric-owner",
                        "--sort=name",
                        "--xattrs",
                        "--xattrs-include=*",
                        "-cf",
                        tar.toString(),
                        ".")
                .succeeded();
        return layer(tar);
    }

    /** Adds an uncompressed tar as a layer. */
    public HandMadeImage layer(Path tar) {
        tars.add(tar);
        return this;
    }

    /** The {@code config} object of the image's configuration, to be changed. */
    public ObjectNode process() {
        return process;
    }

    /** Writes the image as an OCI layout with one entry called {@code image}. */
    public Path writeLayout(Squeeze squeeze) throws IOException {
        Path layout = Files.createDirectories(directory.resolve("layout-" + squeeze));
        Path blobs = Files.createDirectories(layout.resolve("blobs/sha256"));
        ObjectNode configuration = JSON.createObjectNode();
        configuration.put("architecture", "amd64").put("os", "linux").put("created", "2026-01-02T03:04:05Z");
        configuration.set("config", process);
        ArrayNode diffIds =
                configuration.putObject("rootfs").put("type", "layers").putArray("diff_ids");
        ArrayNode history = configuration.putArray("history");
        ObjectNode manifest = JSON.createObjectNode();
        manifest.put("schemaVersion", 2).put("mediaType", "application/vnd.oci.image.manifest.v1+json");
        ObjectNode configDescriptor = manifest.putObject("config");
        ArrayNode layers = manifest.putArray("layers");
        for (Path tar : tars) {
            diffIds.add("sha256:" + sha256(tar));
            history.addObject().put("created", "2026-01-02T03:04:05Z").put("created_by", "by hand");
            Path blob = directory.resolve(tar.getFileName() + "." + squeeze);
            Program.shell(directory, squeeze.filter() + " < '" + tar + "' > '" + blob + "'");
            describe(layers.addObject(), squeeze.mediaType(), blob, blobs);
        }
        describe(
                configDescriptor,
                "application/vnd.oci.image.config.v1+json",
                Files.write(directory.resolve("config.json"), JSON.writeValueAsBytes(configuration)),
                blobs);
        ObjectNode index = JSON.createObjectNode();
        index.put("schemaVersion", 2);
        ObjectNode entry = index.putArray("manifests").addObject();
        describe(
                entry,
                "application/vnd.oci.image.manifest.v1+json",
                Files.write(directory.resolve("manifest.json"), JSON.writeValueAsBytes(manifest)),
                blobs);
        entry.putObject("annotations").put("org.opencontainers.image.ref.name", "image");
        Files.write(layout.resolve("index.json"), JSON.writeValueAsBytes(index));
        Files.writeString(layout.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}", UTF_8);
        return layout;
    }

    /** Puts the image into a plain registry, byte for byte, and gives its reference. */
    public String pushTo(LocalRegistry registry, String nameAndTag, Squeeze squeeze) throws IOException {
        String reference = registry.reference(nameAndTag);
        Program.run(
                        "skopeo",
                        "copy",
                        "--preserve-digests",
                        "--dest-tls-verify=false",
                        "oci:" + writeLayout(squeeze) + ":image",
                        "docker://" + reference)
                .succeeded();
        return reference;
    }

    private static void describe(ObjectNode descriptor, String mediaType, Path content, Path blobs) throws IOException {
        String digest = sha256(content);
        descriptor.put("mediaType", mediaType).put("digest", "sha256:" + digest).put("size", Files.size(content));
        if (!Files.exists(blobs.resolve(digest))) {
            Files.copy(content, blobs.resolve(digest));
        }
    }

    private static String sha256(Path file) {
        return Program.run("sha256sum", file.toString()).succeeded().output().substring(0, 64);
    }
}
