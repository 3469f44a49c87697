package io.kaniko.e2e.rig;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A container of one of the product's images in runc, with what Docker allows by default. Its root is an overlay, as
 * Docker makes it, and stays from one run to the next, as that of a container which is started again.
 */
public final class ImageContainer implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();

    private final Path directory;
    private final Path root;
    private final ObjectNode configuration;
    private List<String> entrypoint;
    private int runs;

    private ImageContainer(Path directory, Path root, ObjectNode configuration, List<String> entrypoint) {
        this.directory = directory;
        this.root = root;
        this.configuration = configuration;
        this.entrypoint = entrypoint;
    }

    /**
     * A new container whose root is an overlay.
     *
     * @param bundle the unpacked image
     * @param directory for the container alone
     */
    static ImageContainer onOverlay(Path bundle, Path directory) throws IOException {
        Path root = Files.createDirectories(directory.resolve("root"));
        Path upper = Files.createDirectories(directory.resolve("upper"));
        Path work = Files.createDirectories(directory.resolve("work"));
        ImageContainer container = of(bundle, directory, root);
        Program.run(
                        "mount",
                        "-t",
                        "overlay",
                        "overlay",
                        "-o",
                        "lowerdir=" + bundle.resolve("rootfs") + ",upperdir=" + upper + ",workdir=" + work,
                        root.toString())
                .succeeded();
        container.mark();
        return container;
    }

    /** A new container whose root is a copy of the image's files, as with storage drivers that are no overlay. */
    static ImageContainer onDirectory(Path bundle, Path directory) throws IOException {
        Path root = directory.resolve("root");
        Program.run("cp", "-a", bundle.resolve("rootfs").toString(), root.toString())
                .succeeded();
        ImageContainer container = of(bundle, directory, root);
        container.mark();
        return container;
    }

    /** Docker does so in every container. */
    private void mark() throws IOException {
        Files.createFile(root.resolve(".dockerenv"));
    }

    private static ImageContainer of(Path bundle, Path directory, Path root) throws IOException {
        ObjectNode configuration = DockerDefaults.configuration();
        JsonNode image =
                JSON.readTree(Files.readAllBytes(bundle.resolve("config.json"))).get("process");
        ObjectNode process = (ObjectNode) configuration.get("process");
        process.set("env", image.get("env"));
        process.set("cwd", image.get("cwd"));
        List<String> entrypoint = new ArrayList<>();
        image.get("args").forEach(word -> entrypoint.add(word.asString()));
        ImageContainer container = new ImageContainer(directory, root, configuration, entrypoint);
        ((ObjectNode) configuration.get("root")).put("path", root.toString());
        container.bindFilesOfDocker();
        return container;
    }

    /** Docker binds these three files of its own. */
    private void bindFilesOfDocker() throws IOException {
        bind(Files.writeString(directory.resolve("hosts"), "127.0.0.1\tlocalhost\n"), "/etc/hosts", "rw");
        bind(Files.writeString(directory.resolve("hostname"), "kaniko\n"), "/etc/hostname", "rw");
        bind(Files.writeString(directory.resolve("resolv.conf"), ""), "/etc/resolv.conf", "rw");
    }

    /** Where the images of this checkout are: OCI layouts, {@code NAME/}, and archives, {@code NAME.tar}. */
    public static Path images() {
        return ProductImages.images();
    }

    /** The container's {@code /}, as the machine sees it. */
    public Path root() {
        return root;
    }

    /** What {@code docker run -v SOURCE:TARGET:ro} does. */
    public ImageContainer readOnly(Path source, String target) {
        return bind(source, target, "ro");
    }

    /** What {@code docker run -v SOURCE:TARGET} does. */
    public ImageContainer writable(Path source, String target) {
        return bind(source, target, "rw");
    }

    private ImageContainer bind(Path source, String target, String access) {
        ObjectNode mount = ((ArrayNode) configuration.get("mounts")).addObject();
        mount.put("destination", target).put("type", "bind").put("source", source.toString());
        mount.putArray("options").add("rbind").add("rprivate").add(access);
        return this;
    }

    /** The text of {@code /etc/resolv.conf}. */
    public ImageContainer nameServers(String text) throws IOException {
        Files.writeString(directory.resolve("resolv.conf"), text);
        return this;
    }

    /** What {@code docker run -e} does. */
    public ImageContainer variable(String name, String value) {
        ((ArrayNode) configuration.at("/process/env")).add(name + "=" + value);
        return this;
    }

    /** What {@code docker run --entrypoint} does; without words the image's is taken away, as GitLab does it. */
    public ImageContainer entrypoint(String... words) {
        entrypoint = List.of(words);
        return this;
    }

    /** What {@code docker run --cap-add} does. */
    public ImageContainer capability(String name) {
        for (String set : List.of("bounding", "effective", "permitted")) {
            ((ArrayNode) configuration.at("/process/capabilities").get(set)).add(name);
        }
        return this;
    }

    /** Runs the entrypoint with arguments, to its end. */
    public Finished run(String... arguments) throws IOException {
        return run(InputStream.nullInputStream(), arguments);
    }

    public Finished run(InputStream input, String... arguments) throws IOException {
        return Program.finish(process(arguments), input);
    }

    /** Starts the entrypoint and returns while it works. */
    public RunningBuild start(String... arguments) throws IOException {
        return new RunningBuild(process(arguments).start());
    }

    /** Sends a signal to the container's first process, as {@code docker kill} does. */
    public void kill(String signal) {
        runc("kill", name(), signal).succeeded();
    }

    private ProcessBuilder process(String... arguments) throws IOException {
        runs++;
        ObjectNode process = (ObjectNode) configuration.get("process");
        ArrayNode words = process.putArray("args");
        entrypoint.forEach(words::add);
        List.of(arguments).forEach(words::add);
        ((ObjectNode) configuration.get("linux")).put("cgroupsPath", "/" + name());
        Files.write(directory.resolve("config.json"), JSON.writeValueAsBytes(configuration));
        return new ProcessBuilder(
                Program.find("runc"),
                "--root",
                directory.resolve("runc").toString(),
                "run",
                "--bundle",
                directory.toString(),
                name());
    }

    private String name() {
        return "kaniko-" + ProcessHandle.current().pid() + "-" + directory.getFileName() + "-" + runs;
    }

    private Finished runc(String... words) {
        List<String> arguments =
                new ArrayList<>(List.of("--root", directory.resolve("runc").toString()));
        arguments.addAll(List.of(words));
        return Program.run("runc", arguments.toArray(String[]::new));
    }

    /** Ends what still runs and unmounts the root; its files stay for the workbench to delete. */
    @Override
    public void close() throws IOException {
        if (runs > 0) {
            runc("delete", "--force", name());
        }
        if (!Leftovers.mounts(root).isEmpty()) {
            Program.run("umount", root.toString()).succeeded();
        }
    }
}
