package io.kaniko.spi;

/**
 * What {@code lstat(2)} tells of a file.
 *
 * @param mode type and permission bits, as in {@code st_mode}
 * @param links the number of hard links
 * @param deviceNumber what a device node stands for, {@code st_rdev}; 0 for everything else
 * @param size bytes of a regular file, length of a link's target
 * @param modifiedSeconds seconds since 1970
 * @param changedSeconds of the inode itself; no program can set it back
 */
public record FileStat(
        long device,
        long inode,
        int mode,
        int links,
        int uid,
        int gid,
        long deviceNumber,
        long size,
        long modifiedSeconds,
        int modifiedNanos,
        long changedSeconds,
        int changedNanos) {

    public FileType type() {
        return FileType.ofMode(mode);
    }

    /** The lower twelve bits: permissions, setuid, setgid, sticky. */
    public int permissions() {
        return mode & 07777;
    }

    public boolean isDirectory() {
        return type() == FileType.DIRECTORY;
    }

    public boolean isRegularFile() {
        return type() == FileType.REGULAR;
    }

    public boolean isSymbolicLink() {
        return type() == FileType.SYMBOLIC_LINK;
    }
}
