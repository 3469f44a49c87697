package io.kaniko.core.run;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a RUN may ask for only where whoever builds has allowed it ({@code --allow}), in BuildKit's words. */
public enum Entitlement {
    /** {@code RUN --network=host}. */
    NETWORK_HOST("network.host"),
    /** {@code RUN --security=insecure}. */
    SECURITY_INSECURE("security.insecure");

    private final String word;

    Entitlement(String word) {
        this.word = word;
    }

    /** The entitlement that a user calls so. */
    public static Optional<Entitlement> of(String word) {
        return Arrays.stream(values())
                .filter(entitlement -> entitlement.word.equals(word))
                .findFirst();
    }

    /** All that can be written. */
    public static List<String> words() {
        return Arrays.stream(values()).map(Entitlement::toString).toList();
    }

    /** As users write it. */
    @Override
    public String toString() {
        return word;
    }
}
