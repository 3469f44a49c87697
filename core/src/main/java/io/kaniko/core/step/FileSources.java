package io.kaniko.core.step;

import io.kaniko.core.rootfs.PathFilter;
import io.kaniko.core.rootfs.SourceTree;
import io.kaniko.core.rootfs.StageRoot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Where a step of one stage may take files from. */
public interface FileSources {

    /**
     * A tree to copy or mount from.
     *
     * @param name what it is, for messages: {@code the build context}, {@code stage build}
     * @param filter what {@code .dockerignore} hides
     * @param ownedByRoot whether files taken from it belong to root whoever owns them there
     */
    record Source(String name, StageRoot root, PathFilter filter, boolean ownedByRoot) {

        public SourceTree tree() {
            return new SourceTree(root, filter);
        }
    }

    /** The build context, ignored files hidden. */
    Source context() throws IOException, InterruptedException;

    /**
     * Another stage, an image or a named context: the value of {@code --from}. Waits until it is built or pulled.
     *
     * @throws io.kaniko.spi.BuildException when there is no such thing
     */
    Source from(String from) throws IOException, InterruptedException;

    /**
     * The files of a git repository that ADD names.
     *
     * @param address as the Dockerfile has it; may hold a secret
     * @param keepGitDirectory the value of {@code --keep-git-dir}
     * @param checksum what the commit must begin with
     * @throws io.kaniko.spi.BuildException when it cannot be fetched
     */
    Source repository(String address, Optional<Boolean> keepGitDirectory, Optional<String> checksum)
            throws IOException, InterruptedException;

    /** A new, empty directory on the file system of the stage roots; it is deleted after the build. */
    Path scratchDirectory() throws IOException;
}
