package io.kaniko.core.variables;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/**
 * The variables of a stage at one point: the image's environment with ENV and ARG applied in the order of the
 * Dockerfile, as BuildKit does it (whatever comes last wins). Immutable.
 */
public final class BuildScope {

    private static final List<String> PROXIES =
            List.of("HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "NO_PROXY", "ALL_PROXY");

    /** Meant for the builder; a RUN never sees them, declared or not. */
    private static final Set<String> FOR_THE_BUILDER = Set.of("BUILDKIT_SBOM_SCAN_CONTEXT", "BUILDKIT_SBOM_SCAN_STAGE");

    private final GlobalScope global;
    private final SequencedMap<String, String> environment;
    private final SequencedMap<String, Optional<String>> arguments;

    private BuildScope(
            GlobalScope global,
            SequencedMap<String, String> environment,
            SequencedMap<String, Optional<String>> arguments) {
        this.global = global;
        this.environment = environment;
        this.arguments = arguments;
    }

    /** The scope of a stage that begins with an image. */
    public static BuildScope ofImage(GlobalScope global, SequencedMap<String, String> imageEnvironment) {
        return new BuildScope(global, new LinkedHashMap<>(imageEnvironment), new LinkedHashMap<>());
    }

    /**
     * The scope of a stage that begins with this one. Arguments are inherited; but a variable of the image's
     * environment has the image's value again, even where an ARG had changed it.
     */
    public BuildScope inherited(SequencedMap<String, String> imageEnvironment) {
        SequencedMap<String, String> next = new LinkedHashMap<>(environment);
        next.putAll(imageEnvironment);
        return new BuildScope(global, next, arguments);
    }

    public BuildScope env(String name, String value) {
        SequencedMap<String, String> next = new LinkedHashMap<>(environment);
        next.put(name, value);
        return new BuildScope(global, next, arguments);
    }

    /** After an ARG: {@code --build-arg} wins over the default, which wins over the value before the first FROM. */
    public BuildScope arg(String name, Optional<String> defaultText, WordExpander expander) {
        Optional<String> value = Optional.ofNullable(global.buildArguments().get(name))
                .or(() -> defaultText.map(text -> expander.expandWord(text, forExpansion())))
                .or(() -> global.value(name));
        SequencedMap<String, Optional<String>> declared = new LinkedHashMap<>(arguments);
        declared.put(name, value);
        SequencedMap<String, String> next = new LinkedHashMap<>(environment);
        if (!FOR_THE_BUILDER.contains(name)) {
            value.ifPresent(text -> next.put(name, text));
        }
        return new BuildScope(global, next, declared);
    }

    /** The value that an ARG of this stage has got. */
    public Optional<String> argument(String name) {
        return arguments.getOrDefault(name, Optional.empty());
    }

    /** Whether an ARG of this stage, or of one that it builds on, names it; it may still have no value. */
    public boolean declares(String name) {
        return arguments.containsKey(name);
    }

    public Variables forExpansion() {
        return Variables.of(environment);
    }

    /**
     * What a RUN's process sees: everything above, and the proxies that were given as build arguments, in both
     * spellings. Proxies enter neither expansion nor history.
     */
    public SequencedMap<String, String> runEnvironment() {
        SequencedMap<String, String> all = new LinkedHashMap<>(environment);
        for (String proxy : PROXIES) {
            Map<String, String> given = global.buildArguments();
            String lower = proxy.toLowerCase(Locale.ROOT);
            String value = given.getOrDefault(proxy, given.get(lower));
            if (value != null) {
                all.putIfAbsent(proxy, value);
                all.putIfAbsent(lower, value);
            }
        }
        return Collections.unmodifiableSequencedMap(all);
    }

    /** What the history of a RUN begins with: {@code |2 a=1 b=2}, in order of declaration; empty without arguments. */
    public List<String> historyArguments() {
        List<String> words = new ArrayList<>();
        arguments.forEach((name, value) -> words.add(name + "=" + environment.getOrDefault(name, value.orElse(""))));
        if (!words.isEmpty()) {
            words.addFirst("|" + words.size());
        }
        return words;
    }
}
