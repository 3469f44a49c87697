package io.kaniko.e2e.rig;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a case works with. It has a directory of its own; at the end nothing of the product may be left in it. */
public final class Workbench implements AutoCloseable {

    private final Path directory;
    private final LocalRegistry registry;
    private final BaseImages bases;
    private final ProductImages products;
    private final Executor executor;
    private final List<ImageContainer> containers = new ArrayList<>();
    private int count;

    Workbench(Path directory, LocalRegistry registry, BaseImages bases, ProductImages products) throws IOException {
        this.directory = directory;
        this.registry = registry;
        this.bases = bases;
        this.products = products;
        this.executor = Executor.below(directory);
    }

    /** A new name below the directory of the case. */
    public Path path(String name) {
        return directory.resolve(count++ + "-" + name);
    }

    public Path newDirectory(String name) throws IOException {
        return Files.createDirectories(path(name));
    }

    public ContextDirectory context() throws IOException {
        return new ContextDirectory(newDirectory("context"));
    }

    public Executor executor() {
        return executor;
    }

    /** The shared registry: plain HTTP, no users. */
    public LocalRegistry registry() {
        return registry;
    }

    public BaseImages bases() {
        return bases;
    }

    /**
     * A container of one of the product's images, as {@code docker create} makes it.
     *
     * @param image {@code executor}, {@code debug} or {@code warmer}
     */
    public ImageContainer container(String image) throws IOException {
        ImageContainer container = ImageContainer.onOverlay(products.bundle(image), newDirectory(image));
        containers.add(container);
        return container;
    }

    /** The same on a storage driver that is no overlay. */
    public ImageContainer containerOnDirectory(String image) throws IOException {
        return containerOnDirectory(image, newDirectory(image));
    }

    /**
     * The same in a directory of the case's choice.
     *
     * @param directory empty
     */
    public ImageContainer containerOnDirectory(String image, Path directory) throws IOException {
        ImageContainer container = ImageContainer.onDirectory(products.bundle(image), directory);
        containers.add(container);
        return container;
    }

    /** Builds a context and pushes the image to the shared registry; the build must succeed. */
    public ImageTree build(ContextDirectory context, String... more) throws IOException {
        String reference = registry.reference("case/image" + System.nanoTime() + ":1");
        String[] arguments = new String[more.length + 3];
        arguments[0] = "--context=" + context;
        arguments[1] = "--destination=" + reference;
        arguments[2] = "--insecure";
        System.arraycopy(more, 0, arguments, 3, more.length);
        executor.run(arguments).succeeded();
        return pull(reference);
    }

    /** Builds without pushing, whatever comes of it. */
    public Finished tryBuild(ContextDirectory context, String... more) {
        String[] arguments = new String[more.length + 2];
        arguments[0] = "--context=" + context;
        arguments[1] = "--no-push";
        System.arraycopy(more, 0, arguments, 2, more.length);
        return executor.run(InputStream.nullInputStream(), arguments);
    }

    /** Reads an image of a plain registry. */
    public ImageTree pull(String reference) throws IOException {
        return ImageTree.copy(path("image"), "docker://" + reference);
    }

    public ImageTree readArchive(Path archive) throws IOException {
        return ImageTree.copy(path("image"), "docker-archive:" + archive);
    }

    public ImageTree readLayout(Path layout) throws IOException {
        return ImageTree.copy(path("image"), "oci:" + layout);
    }

    /** Checks that no build has left a process, a mount or a file, and takes the directory away. */
    @Override
    public void close() throws IOException {
        try {
            for (ImageContainer container : containers) {
                container.close();
            }
            assertThat(Leftovers.processes(executor.workDirectory()))
                    .as("processes left behind")
                    .isEmpty();
            assertThat(Leftovers.mounts(directory)).as("mounts left behind").isEmpty();
            assertThat(Leftovers.files(executor.workDirectory()))
                    .as("files left behind")
                    .isEmpty();
        } finally {
            if (Leftovers.mounts(directory).isEmpty()) {
                Program.run("rm", "-rf", "--one-file-system", directory.toString())
                        .succeeded();
            }
        }
    }
}
