package io.kaniko.core.plan;

import io.kaniko.core.oci.Platform;
import io.kaniko.spi.BuildException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What names mean in FROM and {@code --from}: named contexts first, then earlier stages, then images. */
public final class SourceNames {

    private static final String SCRATCH = "scratch";

    private final List<Optional<String>> stageNames;
    private final List<NamedContext> buildContexts;

    /**
     * @param stageNames of all stages in order, in lower case
     * @param buildContexts every {@code --build-context}
     */
    SourceNames(List<Optional<String>> stageNames, List<NamedContext> buildContexts) {
        this.stageNames = List.copyOf(stageNames);
        this.buildContexts = List.copyOf(buildContexts);
    }

    /** The base of a stage; stage names count to the letter here (measured). */
    StageSource base(String base, int stage, Platform platform) {
        if (base.equals(SCRATCH)) {
            return new StageSource.Scratch();
        }
        Optional<NamedContext> replacement = replacement(base, platform);
        if (replacement.isPresent()) {
            return new StageSource.Replacement(replacement.get());
        }
        for (int earlier = stage - 1; earlier >= 0; earlier--) {
            if (stageNames.get(earlier).filter(base::equals).isPresent()) {
                return new StageSource.OtherStage(earlier);
            }
        }
        return new StageSource.RegistryImage(base);
    }

    /**
     * What {@code --from} means in a stage.
     *
     * @param stage the number of the stage that asks
     * @param platform of that stage
     * @throws BuildException when it means that stage itself, or a later one
     */
    public StageSource source(String from, int stage, Platform platform) {
        String name = from.toLowerCase(Locale.ROOT);
        Optional<NamedContext> replacement = name.equals(SCRATCH) ? Optional.empty() : replacement(from, platform);
        if (replacement.isPresent()) {
            return new StageSource.Replacement(replacement.get());
        }
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
        return name.equals(SCRATCH) ? new StageSource.Scratch() : new StageSource.RegistryImage(from);
    }

    private static BuildException notBefore(String from, boolean itself, String remedy) {
        return new BuildException(
                BuildException.Kind.USER,
                itself
                        ? "circular dependency detected on stage: " + from
                        : "stage \"" + from + "\" needs to be defined before current stage",
                remedy);
    }

    /**
     * What a {@code --build-context} says that a name stands for: the one for the platform, else the one for all.
     *
     * @param platform of the stage that asks
     */
    public Optional<NamedContext> replacement(String name, Platform platform) {
        Optional<NamedContext> general = Optional.empty();
        for (NamedContext context : buildContexts) {
            if (context.name().names(name)) {
                Optional<Platform> only = context.name().platform();
                if (only.filter(platform::equals).isPresent()) {
                    return Optional.of(context);
                }
                general = general.or(() -> only.isEmpty() ? Optional.of(context) : Optional.empty());
            }
        }
        return general;
    }
}
