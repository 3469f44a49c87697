package io.kaniko.core.credentials;

import io.kaniko.core.dockerfile.NearSpelling;
import io.kaniko.spi.BuildException;
import io.kaniko.spi.CredentialSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which credential sources are asked, and in which order ({@code --credential-helpers}). The files of docker and podman
 * always come first; the flag chooses among the others.
 *
 * @param names the chosen helpers in the order in which they are asked; a list without entries, or with the empty text,
 *     means none; empty when the flag is not given, which means all
 */
public record HelperSelection(Optional<List<String>> names) {

    /** The source that reads the configuration files of docker and podman. Not a helper: it cannot be left out. */
    public static final String CONFIGURATION_FILES = "docker-config";

    /** The order that kaniko asks its helpers in; others follow by name. */
    private static final List<String> USUAL_ORDER = List.of("env", "google", "ecr", "acr", "gitlab");

    /** What happens without the flag. */
    public static final HelperSelection ALL = new HelperSelection(Optional.empty());

    public HelperSelection {
        names = names.map(List::copyOf);
    }

    /**
     * The sources to ask, in order.
     *
     * @throws BuildException for a name that no installed source has
     */
    public List<CredentialSource> choose(List<CredentialSource> installed) {
        List<CredentialSource> chosen = new ArrayList<>();
        installed.stream()
                .filter(source -> source.name().equals(CONFIGURATION_FILES))
                .forEach(chosen::add);
        List<CredentialSource> helpers = installed.stream()
                .filter(source -> !source.name().equals(CONFIGURATION_FILES))
                .sorted(Comparator.<CredentialSource>comparingInt(source -> rank(source.name()))
                        .thenComparing(CredentialSource::name))
                .toList();
        if (names.isEmpty()) {
            chosen.addAll(helpers);
            return List.copyOf(chosen);
        }
        for (String name : names.get()) {
            if (name.isBlank() || name.equals(CONFIGURATION_FILES)) {
                continue;
            }
            CredentialSource helper = helpers.stream()
                    .filter(source -> source.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> unknown(name, helpers));
            if (!chosen.contains(helper)) {
                chosen.add(helper);
            }
        }
        return List.copyOf(chosen);
    }

    private static int rank(String name) {
        int place = USUAL_ORDER.indexOf(name);
        return place < 0 ? USUAL_ORDER.size() : place;
    }

    private static BuildException unknown(String name, List<CredentialSource> helpers) {
        List<String> known = helpers.stream().map(CredentialSource::name).toList();
        return new BuildException(
                BuildException.Kind.USER,
                "Cannot use the credential helper \"" + name + "\" (--credential-helpers): no installed plugin has it.",
                known.isEmpty()
                        ? "No helper is installed; \"executor plugins list\" shows what is."
                        : NearSpelling.remedy(name, known));
    }
}
