package io.kaniko.core.nativeio;

import io.kaniko.spi.FileStat;
import java.io.IOException;

/** A file that is looked up by its whole path each time. */
record PathHandle(String path) implements FileHandle {

    @Override
    public FileStat stat() throws IOException {
        return LinuxFiles.lstat(path);
    }

    @Override
    public void setOwner(int uid, int gid) throws IOException {
        LinuxFiles.setOwner(path, uid, gid);
    }

    @Override
    public void setPermissions(int mode) throws IOException {
        LinuxFiles.setPermissions(path, mode);
    }

    @Override
    public void setAttribute(String name, byte[] value) throws IOException {
        LinuxFiles.setAttribute(path, name, value);
    }

    @Override
    public void setModified(long seconds, int nanos) throws IOException {
        LinuxFiles.setModified(path, seconds, nanos);
    }
}
