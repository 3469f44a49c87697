package io.kaniko.core.rootfs;

/** Hides paths of a source tree from a copy: {@code .dockerignore}, {@code --exclude}. Paths are relative to the tree. */
public interface PathFilter {

    /** Hides nothing. */
    PathFilter NONE = new PathFilter() {
        @Override
        public boolean hides(String path) {
            return false;
        }

        @Override
        public boolean hidesAllBelow(String directory) {
            return false;
        }
    };

    /** Whether this very path is hidden. A hidden directory still appears where something below it does not hide. */
    boolean hides(String path);

    /** Whether nothing below a hidden directory can be visible, so that it need not be walked. */
    boolean hidesAllBelow(String directory);
}
