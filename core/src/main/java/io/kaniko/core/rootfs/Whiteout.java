package io.kaniko.core.rootfs;

import java.io.IOException;
import java.util.Optional;

/** What a name that begins with {@code .wh.} says (image-spec, layer.md). Such a name is never a file. */
sealed interface Whiteout {

    String PREFIX = ".wh.";
    /** Bookkeeping of AUFS, which old layers carry: {@code .wh..wh.aufs}, {@code .wh..wh.plnk/…}. */
    String BOOKKEEPING_PREFIX = ".wh..wh.";

    String OPAQUE_NAME = ".wh..wh..opq";

    /** The file of this name, in the same directory, is deleted. */
    record Hides(String name) implements Whiteout {}

    /** Everything in the directory that lower layers brought is deleted. */
    record HidesAll() implements Whiteout {}

    /** Means nothing. */
    record Bookkeeping() implements Whiteout {}

    /**
     * What an entry's path says, or empty for a file.
     *
     * @param path free of {@code .} and {@code ..}
     * @throws IOException for a whiteout that names no file: followed as it stands, {@code .wh...} would delete the
     *     directory above
     */
    static Optional<Whiteout> of(String path) throws IOException {
        if (!path.contains(PREFIX)) {
            return Optional.empty();
        }
        String name = path.substring(path.lastIndexOf('/') + 1);
        if (name.equals(OPAQUE_NAME)) {
            return Optional.of(new HidesAll());
        }
        for (String each : path.split("/")) {
            if (each.startsWith(BOOKKEEPING_PREFIX)) {
                return Optional.of(new Bookkeeping());
            }
        }
        if (!name.startsWith(PREFIX)) {
            return Optional.empty();
        }
        String hidden = name.substring(PREFIX.length());
        if (hidden.isEmpty() || hidden.equals(".") || hidden.equals("..")) {
            throw new IOException("the whiteout \"" + path + "\" names no file");
        }
        return Optional.of(new Hides(hidden));
    }
}
