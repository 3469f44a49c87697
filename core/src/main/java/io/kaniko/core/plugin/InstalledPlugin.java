package io.kaniko.core.plugin;

import java.nio.file.Path;
import java.util.List;

/**
 * A plugin that was found and loaded.
 *
 * @param version of the plugin itself
 * @param requires which SPI versions it works with, as it says
 * @param file the jar, zip or directory that it came from
 * @param bundled whether it came with the distribution
 */
public record InstalledPlugin(
        String id,
        String version,
        String requires,
        String description,
        Path file,
        boolean bundled,
        List<Offer> offers) {

    public InstalledPlugin {
        offers = List.copyOf(offers);
    }

    /**
     * One extension.
     *
     * @param point the extension point's simple name: {@code ContextSource}
     * @param name what the extension answers to: {@code s3}
     */
    public record Offer(String point, String name) {}
}
