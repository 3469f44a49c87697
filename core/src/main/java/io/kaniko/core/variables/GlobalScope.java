package io.kaniko.core.variables;

import io.kaniko.core.oci.Platform;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What FROM lines see, and what {@code ARG name} without a value brings into a stage: the arguments before the first
 * FROM, and the platform arguments. {@code --build-arg} wins over both.
 */
public final class GlobalScope {

    private final Map<String, String> buildArguments;
    private final Map<String, String> values;

    private GlobalScope(Map<String, String> buildArguments, Map<String, String> values) {
        this.buildArguments = buildArguments;
        this.values = values;
    }

    /**
     * The scope before the first ARG.
     *
     * @param targetStage the value of TARGETSTAGE
     */
    public static GlobalScope of(
            Map<String, String> buildArguments, Platform build, Platform target, String targetStage) {
        Map<String, String> values = new LinkedHashMap<>();
        platform(values, "BUILD", build);
        platform(values, "TARGET", target);
        values.put("TARGETSTAGE", targetStage);
        buildArguments.forEach((name, value) -> values.computeIfPresent(name, (key, old) -> value));
        return new GlobalScope(new LinkedHashMap<>(buildArguments), values);
    }

    private static void platform(Map<String, String> values, String prefix, Platform platform) {
        values.put(prefix + "PLATFORM", platform.toString());
        values.put(prefix + "OS", platform.os());
        values.put(prefix + "OSVERSION", platform.osVersion().orElse(""));
        values.put(prefix + "ARCH", platform.architecture());
        values.put(prefix + "VARIANT", platform.variant().orElse(""));
    }

    /** After an ARG before the first FROM; without a value anywhere the name stays unset. */
    public GlobalScope arg(String name, Optional<String> defaultText, WordExpander expander) {
        Map<String, String> next = new LinkedHashMap<>(values);
        String given = buildArguments.get(name);
        if (given != null) {
            next.put(name, given);
        } else {
            defaultText.ifPresent(text -> next.put(name, expander.expandWord(text, variables())));
        }
        return new GlobalScope(buildArguments, next);
    }

    /** With another value of an argument, whether {@code --build-arg} or the Dockerfile has given the present one. */
    public GlobalScope replaced(String name, String value) {
        Map<String, String> nextArguments = new LinkedHashMap<>(buildArguments);
        nextArguments.computeIfPresent(name, (key, old) -> value);
        Map<String, String> nextValues = new LinkedHashMap<>(values);
        nextValues.put(name, value);
        return new GlobalScope(nextArguments, nextValues);
    }

    public Variables variables() {
        return Variables.of(values);
    }

    Optional<String> value(String name) {
        return Optional.ofNullable(values.get(name));
    }

    Map<String, String> buildArguments() {
        return Collections.unmodifiableMap(buildArguments);
    }
}
