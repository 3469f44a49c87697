package io.kaniko.core.cli;

import io.kaniko.core.plugin.InstalledPlugin;
import io.kaniko.core.plugin.PluginDigest;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The text of {@code executor plugins list}. */
final class PluginsListing {

    private PluginsListing() {}

    static String text(List<InstalledPlugin> plugins) throws IOException {
        StringBuilder text = new StringBuilder();
        for (InstalledPlugin plugin : plugins) {
            text.append(plugin.id()).append(' ').append(plugin.version());
            text.append(plugin.bundled() ? " (bundled)\n" : "\n");
            if (!plugin.description().isEmpty()) {
                text.append("  ").append(plugin.description()).append('\n');
            }
            text.append("  offers:   ")
                    .append(plugin.offers().stream()
                            .map(offer -> offer.point() + " " + offer.name())
                            .collect(Collectors.joining(", ")))
                    .append('\n');
            text.append("  requires: SPI ").append(plugin.requires()).append('\n');
            text.append("  file:     ").append(plugin.file()).append('\n');
            text.append("  digest:   ").append(PluginDigest.of(plugin.file())).append('\n');
        }
        return text.isEmpty() ? "no plugins found" : text.toString().stripTrailing();
    }

    static String json(List<InstalledPlugin> plugins) throws IOException {
        JsonMapper mapper = new JsonMapper();
        ArrayNode list = mapper.createArrayNode();
        for (InstalledPlugin plugin : plugins) {
            ObjectNode entry = list.addObject()
                    .put("id", plugin.id())
                    .put("version", plugin.version())
                    .put("requires", plugin.requires())
                    .put("description", plugin.description())
                    .put("bundled", plugin.bundled())
                    .put("file", plugin.file().toString())
                    .put("digest", PluginDigest.of(plugin.file()));
            ArrayNode offers = entry.putArray("offers");
            plugin.offers()
                    .forEach(offer ->
                            offers.addObject().put("point", offer.point()).put("name", offer.name()));
        }
        return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(list);
    }
}
