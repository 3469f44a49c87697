package io.kaniko.core.step;

import io.kaniko.core.image.ImageConfig;
import io.kaniko.core.variables.BuildScope;
import io.kaniko.core.variables.GlobalScope;
import java.util.List;

/**
 * What a stage knows besides its files.
 *
 * @param commandGiven whether this stage, not its base, has had a CMD: ENTRYPOINT then leaves it alone
 */
public record ConfigState(ImageConfig config, BuildScope scope, boolean commandGiven) {

    /** The beginning of a stage that builds on an image, or on scratch. */
    public static ConfigState begin(ImageConfig base, GlobalScope global) {
        ImageConfig config = prepared(base);
        return new ConfigState(config, BuildScope.ofImage(global, config.environment()), false);
    }

    /** The beginning of a stage that builds on an earlier one. */
    public static ConfigState begin(ConfigState base) {
        ImageConfig config = prepared(base.config);
        return new ConfigState(config, base.scope.inherited(config.environment()), false);
    }

    /** An image without PATH gets one; a working directory that is not absolute becomes so. */
    private static ImageConfig prepared(ImageConfig base) {
        ImageConfig config =
                base.environment().containsKey("PATH") ? base : base.withEnvironment("PATH", ImageConfig.DEFAULT_PATH);
        return config.hasWorkingDirectory() ? config.withWorkingDirectory(config.workingDirectory()) : config;
    }

    /** The same without the ONBUILD triggers of the base, which run once. */
    public ConfigState withoutTriggers() {
        return with(config.withOnBuild(List.of()));
    }

    ConfigState with(ImageConfig next) {
        return new ConfigState(next, scope, commandGiven);
    }
}
