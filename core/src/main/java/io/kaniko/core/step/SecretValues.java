package io.kaniko.core.step;

import java.io.IOException;
import java.util.Optional;

/** The values of {@code --secret}, read when a step asks for them. */
@FunctionalInterface
public interface SecretValues {

    /** The value, or empty where there is no secret of that id. The bytes are the caller's own. */
    Optional<byte[]> find(String id) throws IOException;
}
