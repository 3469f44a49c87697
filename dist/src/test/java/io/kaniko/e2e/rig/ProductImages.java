package io.kaniko.e2e.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** The images that {@code mvn verify} has built, unpacked when a case first asks for them. */
final class ProductImages {

    private static final JsonMapper JSON = new JsonMapper();

    private final Path directory;
    private final Map<String, Path> bundles = new HashMap<>();

    ProductImages(Path directory) {
        this.directory = directory;
    }

    /** OCI layouts, {@code NAME/}, and archives, {@code NAME.tar}. */
    static Path images() {
        return Path.of(System.getProperty("kaniko.images", "target/images")).toAbsolutePath();
    }

    /** A bundle as umoci makes it: {@code rootfs} and {@code config.json}. Not to be changed. */
    synchronized Path bundle(String name) throws IOException {
        Path known = bundles.get(name);
        if (known != null) {
            return known;
        }
        Path layout = images().resolve(name);
        if (!Files.isDirectory(layout)) {
            throw new AssertionError("There is no " + layout + ". Build the images: mvn -q -DskipTests verify");
        }
        String tag = JSON.readTree(Files.readAllBytes(layout.resolve("index.json")))
                .at("/manifests/0/annotations")
                .get("org.opencontainers.image.ref.name")
                .asString();
        Path bundle = Files.createDirectories(directory).resolve(name);
        Program.run("umoci", "unpack", "--image", layout + ":" + tag, bundle.toString())
                .succeeded();
        bundles.put(name, bundle);
        return bundle;
    }
}
