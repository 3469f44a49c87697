package io.kaniko.core.cli;

import java.util.List;
import java.util.Map;
import picocli.CommandLine.TypeConversionException;

/** Flags that environment variables set, as kaniko reads them. */
final class EnvironmentFlags {

    private EnvironmentFlags() {}

    /** Fills the flags in; what is not a boolean goes to {@code problems}. */
    static void apply(CommandWords words, Map<String, String> environment, List<String> problems) {
        ExecutorCommand flags = words.executor();
        OutputFlags output = flags.output;
        String mirror = environment.getOrDefault("KANIKO_REGISTRY_MIRROR", "");
        if (!mirror.isEmpty()) {
            flags.registry.registryMirrors.add(mirror);
        }
        String maps = environment.getOrDefault("KANIKO_REGISTRY_MAP", "");
        if (!maps.isEmpty()) {
            flags.registry.registryMaps.add(maps);
        }
        // Wins over the flag, even with "false".
        output.noPush = flag("KANIKO_NO_PUSH", environment, output.noPush, problems);
        if (!words.has("--cleanup")) {
            output.cleanup = flag("KANIKO_CLEANUP", environment, output.cleanup, problems);
        }
        if (!words.has("--pre-cleanup")) {
            output.preCleanup = flag("KANIKO_PRE_CLEANUP", environment, output.preCleanup, problems);
        }
        if (!words.has("--preserve-context")) {
            output.preserveContext = flag("KANIKO_PRESERVE_CONTEXT", environment, output.preserveContext, problems);
        }
    }

    private static boolean flag(
            String variable, Map<String, String> environment, boolean otherwise, List<String> problems) {
        String value = environment.getOrDefault(variable, "");
        if (value.isEmpty()) {
            return otherwise;
        }
        try {
            return new BooleanConverter().convert(value);
        } catch (TypeConversionException e) {
            problems.add("invalid value for the environment variable " + variable + ": " + e.getMessage());
            return otherwise;
        }
    }
}
