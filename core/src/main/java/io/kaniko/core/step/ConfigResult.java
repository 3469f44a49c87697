package io.kaniko.core.step;

import java.util.Optional;

/**
 * What an instruction that touches no files did.
 *
 * @param state the state after it
 * @param history its text in the image's history; empty for ONBUILD, which leaves none
 */
public record ConfigResult(ConfigState state, Optional<String> history) {

    static ConfigResult of(ConfigState state, String history) {
        return new ConfigResult(state, Optional.of(history));
    }
}
