package io.kaniko.core.tar;

/** Where the fields of a header block lie (POSIX.1-1988 ustar; GNU tar, tar.h). Offsets and lengths are bytes. */
final class TarFormat {

    static final int BLOCK = 512;

    static final int NAME = 0;
    static final int NAME_LENGTH = 100;
    static final int MODE = 100;
    static final int UID = 108;
    static final int GID = 116;
    /** Length of the mode, user, group and device fields. */
    static final int SHORT_NUMBER = 8;

    static final int SIZE = 124;
    static final int MODIFIED = 136;
    /** Length of the size and time fields. */
    static final int LONG_NUMBER = 12;

    static final int CHECKSUM = 148;
    static final int CHECKSUM_LENGTH = 8;
    static final int TYPE = 156;
    static final int LINK_NAME = 157;
    static final int MAGIC = 257;
    static final int DEVICE_MAJOR = 329;
    static final int DEVICE_MINOR = 337;
    static final int PREFIX = 345;
    static final int PREFIX_LENGTH = 155;
    /** Shorter in the dialect of star, which keeps access and change time behind it. */
    static final int STAR_PREFIX_LENGTH = 131;

    static final int STAR_TRAILER = 508;

    static final int SPARSE_MAP = 386;
    static final int SPARSE_MAP_ENTRIES = 4;
    static final int SPARSE_EXTENDED = 482;
    static final int SPARSE_REAL_SIZE = 483;
    static final int SPARSE_EXTENSION_ENTRIES = 21;
    static final int SPARSE_EXTENSION_EXTENDED = 504;

    static final String PAX_ATTRIBUTE = "SCHILY.xattr.";
    static final String PAX_LIBARCHIVE_ATTRIBUTE = "LIBARCHIVE.xattr.";

    private TarFormat() {}

    /** How many bytes follow a content of this size until the next block begins. */
    static int padding(long size) {
        return (int) (-size & BLOCK - 1);
    }
}
