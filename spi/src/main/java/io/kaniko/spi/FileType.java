package io.kaniko.spi;

/** The kind of a file, as in the upper four bits of its mode. */
public enum FileType {
    REGULAR(0100000),
    DIRECTORY(0040000),
    SYMBOLIC_LINK(0120000),
    CHARACTER_DEVICE(0020000),
    BLOCK_DEVICE(0060000),
    FIFO(0010000),
    SOCKET(0140000);

    private final int modeBits;

    FileType(int modeBits) {
        this.modeBits = modeBits;
    }

    /** The bits of {@code S_IFMT} that mean this kind. */
    public int modeBits() {
        return modeBits;
    }

    /** The kind in a mode of {@code stat(2)}. */
    public static FileType ofMode(int mode) {
        return switch (mode & 0170000) {
            case 0100000 -> REGULAR;
            case 0040000 -> DIRECTORY;
            case 0120000 -> SYMBOLIC_LINK;
            case 0020000 -> CHARACTER_DEVICE;
            case 0060000 -> BLOCK_DEVICE;
            case 0010000 -> FIFO;
            case 0140000 -> SOCKET;
            default -> throw new IllegalArgumentException("no file type in mode " + Integer.toOctalString(mode));
        };
    }
}
