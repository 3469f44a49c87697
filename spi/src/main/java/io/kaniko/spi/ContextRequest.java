package io.kaniko.spi;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A build context is wanted.
 *
 * @param location what the user asked for
 * @param workDirectory an empty directory of this request; what is put there is deleted after the build
 * @param environment the executor's environment variables; the only place to read them from
 * @param standardInput the executor's standard input; read it only where the location names it, and never close it
 * @param progress told how far a transfer has come
 * @param options what is asked for beyond the location, by name: {@code branch} of {@code --git branch=main}. Only names
 *     of {@link ContextSource#options()} are among them, in the order in which they were given
 */
public record ContextRequest(
        ContextLocation location,
        Path workDirectory,
        Map<String, String> environment,
        InputStream standardInput,
        TransferProgress progress,
        Map<String, String> options) {

    public ContextRequest {
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    }

    /** A request without options. */
    public ContextRequest(
            ContextLocation location,
            Path workDirectory,
            Map<String, String> environment,
            InputStream standardInput,
            TransferProgress progress) {
        this(location, workDirectory, environment, standardInput, progress, Map.of());
    }

    /** The environment, the location and the options may hold secrets. */
    @Override
    public String toString() {
        return "ContextRequest[" + location + "]";
    }
}
