package io.kaniko.core.step;

import io.kaniko.core.dockerfile.Workdir;
import io.kaniko.core.rootfs.Accounts;
import io.kaniko.core.rootfs.StageRoot;
import io.kaniko.core.rootfs.TouchedPaths;
import io.kaniko.spi.BuildException;
import io.kaniko.spi.FileStat;
import java.io.IOException;
import java.util.Optional;

/** WORKDIR: the directory is made, with its parents, and belongs to the current user. */
final class WorkdirStep {

    StepResult run(Workdir workdir, StepInput input) throws IOException, InterruptedException {
        ConfigResult result = new ConfigSteps(input.words()).workdir(workdir, input.state());
        String path = result.state().config().workingDirectory();
        if (path.equals("/")) {
            return StepResult.of(result);
        }
        StageRoot root = input.files().root();
        StageRoot.ResolvedPath there = root.resolve(path, true);
        if (there.stat().isPresent() && !there.stat().map(FileStat::isDirectory).orElse(false)) {
            throw new BuildException(
                    BuildException.Kind.USER,
                    "cannot make the working directory " + path + ": a file of that name is there",
                    "Choose another directory, or remove the file in an earlier step.");
        }
        TouchedPaths touched = new TouchedPaths();
        if (there.stat().isEmpty()) {
            Accounts.Identity owner =
                    Accounts.of(root).identity(input.state().config().user());
            root.makeDirectories(path, 0755, owner.uid(), owner.gid()).forEach(touched::changed);
        }
        return new StepResult(result.state(), result.history(), Optional.of(touched.changes()));
    }
}
