package io.kaniko.core.destination;

import io.kaniko.core.oci.ImageReference;
import java.nio.file.Path;
import java.util.List;

/** A place for an image. */
public sealed interface Destination {

    /** A repository and tag of a registry ({@code --destination}). */
    record Registry(ImageReference reference) implements Destination {
        @Override
        public String toString() {
            return reference.toString();
        }
    }

    /**
     * An archive that {@code docker load} reads ({@code --tar-path}).
     *
     * @param names that the image has in it; may be empty
     */
    record DockerArchive(Path file, List<ImageReference> names) implements Destination {
        public DockerArchive {
            names = List.copyOf(names);
        }

        @Override
        public String toString() {
            return file.toString();
        }
    }

    /**
     * A directory in the form of image-spec's image-layout.md ({@code --oci-layout-path}).
     *
     * @param names of which the first is noted in the index; may be empty
     */
    record OciLayout(Path directory, List<ImageReference> names) implements Destination {
        public OciLayout {
            names = List.copyOf(names);
        }

        public OciLayout(Path directory) {
            this(directory, List.of());
        }

        @Override
        public String toString() {
            return directory.toString();
        }
    }
}
