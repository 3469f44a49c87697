package io.kaniko.core.build;

import io.kaniko.core.context.BuildContext;
import io.kaniko.core.context.ContextDirectory;
import io.kaniko.core.context.FoundDockerfile;
import io.kaniko.core.dockerfile.Dockerfile;
import io.kaniko.core.dockerfile.DockerfileParser;
import io.kaniko.core.oci.Platform;
import io.kaniko.core.plan.BuildPlan;
import io.kaniko.core.plan.PlanOptions;
import io.kaniko.core.plan.Planner;
import java.io.IOException;

/**
 * What is to be built, before anything is: the context, the Dockerfile, and what the user asks of it.
 *
 * @param directory the context as it was fetched
 * @param context what counts of it
 */
record Preparation(Dockerfile dockerfile, ContextDirectory directory, BuildContext context, PlanOptions options) {

    /** Fetches the context and reads the Dockerfile. */
    static Preparation of(BuildRequest.Input input, BuildParts parts) throws IOException, InterruptedException {
        ContextDirectory directory = parts.contexts()
                .fetch(
                        input.context(),
                        new GitOptions(parts.contexts(), input).ofContext(input.context(), input.contextOptions()),
                        input.contextSubPath(),
                        parts.workspace().context());
        FoundDockerfile found = parts.dockerfiles().find(input.dockerfile(), directory);
        Dockerfile dockerfile = DockerfileParser.parse(found.name(), found.text());
        UnusedArguments.warn(dockerfile, input.buildArguments().keySet(), parts.events());
        PlanOptions options = new PlanOptions(
                input.buildArguments(),
                input.platform(),
                input.targets(),
                input.buildContexts(),
                !input.skipUnusedStages());
        return new Preparation(dockerfile, directory, found.context(), options);
    }

    BuildPlan plan() {
        return Planner.plan(dockerfile, options, Platform.host());
    }
}
