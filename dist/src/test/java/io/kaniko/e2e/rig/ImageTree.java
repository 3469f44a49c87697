package io.kaniko.e2e.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** An image as other programs see it: copied by skopeo, unpacked by umoci, started by runc. */
public final class ImageTree {

    private static final JsonMapper JSON = new JsonMapper();

    private final Path directory;
    private final Path layout;
    private boolean unpacked;

    private ImageTree(Path directory) {
        this.directory = directory;
        this.layout = directory.resolve("layout");
    }

    /**
     * Reads an image.
     *
     * @param source in skopeo's words: {@code docker://...}, {@code docker-archive:...}, {@code oci:...}
     */
    static ImageTree copy(Path directory, String source) throws IOException {
        ImageTree image = new ImageTree(Files.createDirectories(directory));
        Program.run("skopeo", "copy", "--src-tls-verify=false", source, "oci:" + image.layout + ":image")
                .succeeded();
        return image;
    }

    public JsonNode manifest() throws IOException {
        JsonNode index = JSON.readTree(Files.readAllBytes(layout.resolve("index.json")));
        return JSON.readTree(
                Files.readAllBytes(blob(index.at("/manifests/0/digest").asString())));
    }

    public JsonNode config() throws IOException {
        return JSON.readTree(
                Files.readAllBytes(blob(manifest().at("/config/digest").asString())));
    }

    /** Values of an array in the configuration, by JSON pointer. */
    public List<String> texts(String pointer) throws IOException {
        List<String> texts = new ArrayList<>();
        config().at(pointer).forEach(node -> texts.add(node.asString()));
        return texts;
    }

    public int layerCount() throws IOException {
        return manifest().at("/layers").size();
    }

    /** Names in a layer's tar, in the tar's order; -1 is the last layer. */
    public List<String> layerNames(int layer) throws IOException {
        return Program.run("tar", "-tf", layerBlob(layer).toString())
                .succeeded()
                .output()
                .lines()
                .toList();
    }

    /** A layer's tar as {@code tar -tv} shows it. */
    public List<String> layerListing(int layer) throws IOException {
        return Program.run(
                        "tar",
                        "--numeric-owner",
                        "--full-time",
                        "-tvf",
                        layerBlob(layer).toString())
                .succeeded()
                .output()
                .lines()
                .toList();
    }

    /** The files of all layers together, as {@link Witness} tells them; unlike {@link #rootfs()} with paths of any length. */
    public List<String> files(String... ignored) {
        return Witness.layers(layout, ignored);
    }

    /** The files of one layer, as tar unpacks them; -1 is the last layer. */
    public Path unpackedLayer(int layer) throws IOException {
        Path target = Files.createTempDirectory(directory, "layer");
        Program.run("tar", "-xf", layerBlob(layer).toString(), "-C", target.toString())
                .succeeded();
        return target;
    }

    /** The root file system, with owners, devices and attributes. */
    public Path rootfs() {
        Path bundle = directory.resolve("bundle");
        if (!unpacked) {
            Program.run("umoci", "unpack", "--image", layout + ":image", bundle.toString())
                    .succeeded();
            unpacked = true;
        }
        return bundle.resolve("rootfs");
    }

    public String read(String path) throws IOException {
        return Files.readString(rootfs().resolve(path));
    }

    /** {@code uid:gid mode} of a path, mode in octal. */
    public String owner(String path) throws IOException {
        Map<String, Object> attributes = Files.readAttributes(
                rootfs().resolve(path), "unix:uid,gid,mode", java.nio.file.LinkOption.NOFOLLOW_LINKS);
        return attributes.get("uid") + ":" + attributes.get("gid") + " "
                + Integer.toOctalString(((Integer) attributes.get("mode")) & 07777);
    }

    /** Starts a container of the image and waits for its end. */
    public Finished start() throws IOException {
        Path bundle = rootfs().getParent();
        Path configuration = bundle.resolve("config.json");
        ObjectNode spec = (ObjectNode) JSON.readTree(Files.readAllBytes(configuration));
        ((ObjectNode) spec.get("process")).put("terminal", false);
        Files.write(configuration, JSON.writeValueAsBytes(spec));
        return Program.run(
                "runc",
                "--root",
                directory.resolve("runc").toString(),
                "run",
                "--bundle",
                bundle.toString(),
                "kaniko-" + ProcessHandle.current().pid() + "-" + System.nanoTime());
    }

    private Path layerBlob(int layer) throws IOException {
        JsonNode layers = manifest().at("/layers");
        int index = layer < 0 ? layers.size() + layer : layer;
        return blob(layers.get(index).get("digest").asString());
    }

    private Path blob(String digest) {
        return layout.resolve("blobs").resolve(digest.replace(':', '/'));
    }
}
