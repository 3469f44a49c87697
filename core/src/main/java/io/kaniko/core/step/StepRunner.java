package io.kaniko.core.step;

import io.kaniko.core.dockerfile.Add;
import io.kaniko.core.dockerfile.Arg;
import io.kaniko.core.dockerfile.Cmd;
import io.kaniko.core.dockerfile.Copy;
import io.kaniko.core.dockerfile.Entrypoint;
import io.kaniko.core.dockerfile.Env;
import io.kaniko.core.dockerfile.Expose;
import io.kaniko.core.dockerfile.From;
import io.kaniko.core.dockerfile.HealthCheck;
import io.kaniko.core.dockerfile.Instruction;
import io.kaniko.core.dockerfile.Label;
import io.kaniko.core.dockerfile.Maintainer;
import io.kaniko.core.dockerfile.OnBuild;
import io.kaniko.core.dockerfile.Run;
import io.kaniko.core.dockerfile.Shell;
import io.kaniko.core.dockerfile.StopSignal;
import io.kaniko.core.dockerfile.User;
import io.kaniko.core.dockerfile.Volume;
import io.kaniko.core.dockerfile.Workdir;
import java.io.IOException;

/** The one switch over the instructions of a stage. */
public final class StepRunner {

    private final CopyStep copySteps = new CopyStep();
    private final WorkdirStep workdirSteps = new WorkdirStep();
    private final AddStep addSteps;
    private final RunStep runSteps;

    public StepRunner(RemoteFiles remote, RunStep runSteps) {
        this.addSteps = new AddStep(remote);
        this.runSteps = runSteps;
    }

    /**
     * Does what the instruction says.
     *
     * @throws io.kaniko.spi.BuildException without the place in the Dockerfile, which the caller knows
     */
    public StepResult run(Instruction instruction, StepInput input) throws IOException, InterruptedException {
        ConfigSteps config = new ConfigSteps(input.words());
        ConfigState state = input.state();
        return switch (instruction) {
            case From from -> throw new IllegalStateException("FROM begins a stage and is no step of it");
            case Arg arg -> StepResult.of(config.arg(arg, state));
            case Env env -> StepResult.of(config.env(env, state));
            case Label label -> StepResult.of(config.label(label, state));
            case Expose expose -> StepResult.of(config.expose(expose, state));
            case Volume volume -> StepResult.of(config.volume(volume, state));
            case User user -> StepResult.of(config.user(user, state));
            case Cmd cmd -> StepResult.of(config.cmd(cmd, state));
            case Entrypoint entrypoint -> StepResult.of(config.entrypoint(entrypoint, state));
            case Shell shell -> StepResult.of(config.shell(shell, state));
            case StopSignal signal -> StepResult.of(config.stopSignal(signal, state));
            case HealthCheck check -> StepResult.of(config.healthCheck(check, state));
            case Maintainer maintainer -> StepResult.of(config.maintainer(maintainer, state));
            case OnBuild onBuild -> StepResult.of(config.onBuild(onBuild, state));
            case Copy copy -> copySteps.run(copy, input);
            case Add add -> addSteps.run(add, input);
            case Workdir workdir -> workdirSteps.run(workdir, input);
            case Run run -> runSteps.run(run, input);
        };
    }
}
