package io.kaniko.core.plugin;

import io.kaniko.spi.BuildException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Words every failure of a plugin the same way: which file, why, what to do. */
final class PluginFailure {

    private PluginFailure() {}

    static BuildException of(Path file, String reason, String remedy) {
        return of(file, reason, remedy, null);
    }

    static BuildException of(Path file, String reason, String remedy, @Nullable Throwable cause) {
        return new BuildException(
                BuildException.Kind.ENVIRONMENT,
                "Cannot load plugin " + file + ": " + reason,
                Optional.of(remedy),
                cause);
    }

    /** What a throwable says, with its kind where the message alone says little: those of the zip reader are sentences. */
    static String words(Throwable failure) {
        String message = failure.getMessage();
        if (message != null && failure instanceof java.util.zip.ZipException) {
            return message;
        }
        return message == null
                ? failure.getClass().getSimpleName()
                : failure.getClass().getSimpleName() + ": " + message;
    }
}
