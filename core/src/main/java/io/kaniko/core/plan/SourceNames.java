package io.kaniko.core.plan;

import io.kaniko.core.oci.ImageReference;
import io.kaniko.spi.BuildException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What names mean in FROM and {@code --from}: named contexts first, then earlier stages, then images. */
public final class SourceNames {

    private final List<Optional<String>> stageNames;
    private final Map<String, String> buildContexts;

    /**
     * @param stageNames of all stages in order, in lower case
     * @param buildContexts {@code --build-context} by name
     */
    SourceNames(List<Optional<String>> stageNames, Map<String, String> buildContexts) {
        this.stageNames = List.copyOf(stageNames);
        this.buildContexts = new LinkedHashMap<>(buildContexts);
    }

    /** The base of a stage; stage names count to the letter here (measured). */
    StageSource base(String base, int stage) {
        Optional<StageSource> named = namedContext(base);
        if (named.isPresent()) {
            return named.get();
        }
        for (int earlier = stage - 1; earlier >= 0; earlier--) {
            if (stageNames.get(earlier).filter(base::equals).isPresent()) {
                return new StageSource.OtherStage(earlier);
            }
        }
        return base.equals("scratch") ? new StageSource.Scratch() : new StageSource.RegistryImage(base);
    }

    /**
     * What {@code --from} means in a stage.
     *
     * @param stage the number of the stage that asks
     * @throws BuildException when it means that stage itself, or a later one
     */
    public StageSource source(String from, int stage) {
        Optional<StageSource> named = namedContext(from);
        if (named.isPresent()) {
            return named.get();
        }
        String name = from.toLowerCase(Locale.ROOT);
        for (int earlier = stage - 1; earlier >= 0; earlier--) {
            if (stageNames.get(earlier).filter(name::equals).isPresent()) {
                return new StageSource.OtherStage(earlier);
            }
        }
        if (from.matches("[0-9]{1,6}")) {
            int index = Integer.parseInt(from);
            if (index < stage) {
                return new StageSource.OtherStage(index);
            }
            throw notBefore(from, index == stage, "There are " + stage + " stages before this one, counted from 0.");
        }
        for (int later = stage; later < stageNames.size(); later++) {
            if (stageNames.get(later).filter(name::equals).isPresent()) {
                throw notBefore(from, later == stage, "Move the stage up, before the one that copies from it.");
            }
        }
        return name.equals("scratch") ? new StageSource.Scratch() : new StageSource.RegistryImage(from);
    }

    private static BuildException notBefore(String from, boolean itself, String remedy) {
        return new BuildException(
                BuildException.Kind.USER,
                itself
                        ? "circular dependency detected on stage: " + from
                        : "stage \"" + from + "\" needs to be defined before current stage",
                remedy);
    }

    private Optional<StageSource> namedContext(String name) {
        for (Map.Entry<String, String> context : buildContexts.entrySet()) {
            if (context.getKey().equalsIgnoreCase(name)
                    || normalised(context.getKey()).equals(normalised(name))) {
                return Optional.of(new StageSource.NamedContext(context.getKey(), context.getValue()));
            }
        }
        return Optional.empty();
    }

    /** Image names are compared with registry and tag filled in. */
    private static String normalised(String name) {
        try {
            ImageReference reference = ImageReference.parse(name.toLowerCase(Locale.ROOT));
            return reference.digest().isPresent()
                    ? reference.toString()
                    : reference.withTag(reference.tagOrLatest()).toString();
        } catch (IllegalArgumentException e) {
            return name;
        }
    }
}
