package io.kaniko.core.build;

import io.kaniko.core.dockerfile.Arg;
import io.kaniko.core.dockerfile.Dockerfile;
import io.kaniko.core.dockerfile.NearSpelling;
import io.kaniko.core.dockerfile.Stage;
import io.kaniko.core.event.EventSink;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Warns of {@code --build-arg}s that no ARG of the Dockerfile takes, most often a slip of the keyboard. */
final class UnusedArguments {

    private static final Set<String> ALWAYS_KNOWN =
            Set.of("http_proxy", "https_proxy", "ftp_proxy", "no_proxy", "all_proxy", "source_date_epoch");

    private UnusedArguments() {}

    static void warn(Dockerfile dockerfile, Collection<String> given, EventSink events) {
        Set<String> declared = new TreeSet<>();
        dockerfile.globalArgs().forEach(arg -> addNames(arg, declared));
        for (Stage stage : dockerfile.stages()) {
            stage.instructions().stream()
                    .filter(Arg.class::isInstance)
                    .map(Arg.class::cast)
                    .forEach(arg -> addNames(arg, declared));
        }
        for (String name : given) {
            boolean known = declared.contains(name)
                    || name.startsWith("BUILDKIT_")
                    || name.startsWith("BUILD")
                    || name.startsWith("TARGET")
                    || ALWAYS_KNOWN.contains(name.toLowerCase(Locale.ROOT));
            if (!known) {
                String meant = NearSpelling.of(name, declared)
                        .map(near -> "; did you mean " + near + "?")
                        .orElse("");
                events.warn("--build-arg " + name + " is not used: no ARG of " + dockerfile.name() + " has that name"
                        + meant);
            }
        }
    }

    private static void addNames(Arg arg, Set<String> names) {
        arg.declarations().forEach(declaration -> names.add(declaration.name()));
    }
}
