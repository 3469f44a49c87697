package io.kaniko.core.cli;

import io.kaniko.core.build.BuildRequest;
import io.kaniko.core.build.BuildResult;
import io.kaniko.core.build.Workspace;
import io.kaniko.core.event.EventSink;
import io.kaniko.core.plugin.PluginCatalog;
import java.io.IOException;

/** Puts the parts of a build together and runs it: {@link Main} has the one list of the real parts. */
@FunctionalInterface
interface BuildAssembly {

    BuildResult build(
            BuildRequest request, RegistryFlags registry, Workspace workspace, PluginCatalog plugins, EventSink events)
            throws IOException, InterruptedException;
}
