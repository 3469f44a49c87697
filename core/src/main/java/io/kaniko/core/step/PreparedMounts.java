package io.kaniko.core.step;

import io.kaniko.core.run.RunMount;
import java.io.IOException;
import java.util.List;
import java.util.SequencedMap;

/** The mounts of one RUN, ready. Closing gives locks back and deletes private copies. */
interface PreparedMounts extends AutoCloseable {

    List<RunMount> mounts();

    /** Variables that mounts bring with them: secrets with {@code env=}, the SSH agent's socket. */
    SequencedMap<String, String> environment();

    @Override
    void close() throws IOException;
}
