package io.kaniko.core.cli;

import io.kaniko.core.build.BuildRequest;
import io.kaniko.core.build.BuildResult;
import io.kaniko.core.build.CheckReport;
import io.kaniko.core.build.RunPremises;
import io.kaniko.core.build.Workspace;
import io.kaniko.core.credentials.HelperSelection;
import io.kaniko.core.event.EventSink;
import io.kaniko.core.plugin.PluginCatalog;
import io.kaniko.core.registry.RegistryOptions;
import java.io.IOException;

/** Puts the parts of a build together and uses them: {@link Main} has the one list of the real parts. */
interface BuildAssembly {

    BuildResult build(Job job) throws IOException, InterruptedException;

    /** What is questionable in the Dockerfile. */
    CheckReport check(Job job) throws IOException, InterruptedException;

    /** The plan in words. */
    String dryRun(Job job) throws IOException, InterruptedException;

    /**
     * One build.
     *
     * @param checkPushPermission whether to ask before the build if the destinations may be pushed to
     */
    record Job(
            BuildRequest request,
            RegistryOptions registryOptions,
            HelperSelection credentialHelpers,
            boolean checkPushPermission,
            Workspace workspace,
            RunPremises premises,
            PluginCatalog plugins,
            Surroundings surroundings,
            EventSink events) {}
}
