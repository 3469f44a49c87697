package io.kaniko.e2e.rig;

/** How the layers of a hand-made image are compressed, and what their media type says about it. */
public enum Squeeze {
    NONE("", "cat"),
    GZIP("+gzip", "gzip -n -c"),
    ZSTD("+zstd", "zstd -q -c");

    private final String suffix;
    private final String filter;

    Squeeze(String suffix, String filter) {
        this.suffix = suffix;
        this.filter = filter;
    }

    String mediaType() {
        return "application/vnd.oci.image.layer.v1.tar" + suffix;
    }

    String filter() {
        return filter;
    }
}
