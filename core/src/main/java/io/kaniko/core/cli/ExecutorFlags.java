package io.kaniko.core.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All flags of {@code executor}, in groups; each keeps what was given. */
final class ExecutorFlags {

    final InputFlags input = new InputFlags();
    final OutputFlags output = new OutputFlags();
    final RunFlags run = new RunFlags();
    final LayerFlags layers = new LayerFlags();
    final RegistryFlags registry = new RegistryFlags();
    final LogFlags log = new LogFlags();
    boolean help;
    String listFormat = "text";

    /** By title, in the order of the help. */
    Map<String, List<Flag>> groups() {
        Map<String, List<Flag>> groups = new LinkedHashMap<>();
        groups.put("What to build", input.flags());
        groups.put("Where the image goes", output.flags());
        groups.put("How the build runs", run.flags());
        groups.put("Layers and caches", layers.flags());
        groups.put("Registries", registry.flags());
        groups.put("Logs", log.flags());
        groups.put(
                "Others",
                List.of(
                        Flag.of("--format")
                                .meaning("Form of what \"plugins list\" prints. Default: text")
                                .taking("text|json", value -> listFormat = value),
                        Flag.of("--help", "-h").meaning("Print this help.").switching(value -> help = value)));
        return groups;
    }
}
