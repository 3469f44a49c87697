package io.kaniko.core.run;

import java.io.IOException;

/** Renames a file or directory, as {@link io.kaniko.core.nativeio.LinuxFiles#rename} does. */
@FunctionalInterface
interface Renaming {

    void rename(String from, String to) throws IOException;
}
