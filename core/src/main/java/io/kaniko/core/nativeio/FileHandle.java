package io.kaniko.core.nativeio;

import io.kaniko.spi.FileStat;
import java.io.IOException;

/**
 * A file whose attributes can be asked for and set, by whatever way it is reached. Errors are those of
 * {@link LinuxFiles}.
 */
public interface FileHandle {

    /** The facts about the file. */
    FileStat stat() throws IOException;

    /** Sets owner and group; -1 keeps one. Drops setuid bits and capabilities of a file. */
    void setOwner(int uid, int gid) throws IOException;

    /** Sets the lower twelve bits of the mode; not for a link, which has none. */
    void setPermissions(int mode) throws IOException;

    /** Sets an extended attribute. */
    void setAttribute(String name, byte[] value) throws IOException;

    /** Sets the time of the last change, and the time of the last access to the same. */
    void setModified(long seconds, int nanos) throws IOException;
}
