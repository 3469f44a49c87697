package io.kaniko.core.step;

import io.kaniko.core.dockerfile.Arg;
import io.kaniko.core.dockerfile.Cmd;
import io.kaniko.core.dockerfile.CommandLine;
import io.kaniko.core.dockerfile.Entrypoint;
import io.kaniko.core.dockerfile.Env;
import io.kaniko.core.dockerfile.Expose;
import io.kaniko.core.dockerfile.HealthCheck;
import io.kaniko.core.dockerfile.KeyValue;
import io.kaniko.core.dockerfile.Label;
import io.kaniko.core.dockerfile.Maintainer;
import io.kaniko.core.dockerfile.OnBuild;
import io.kaniko.core.dockerfile.Shell;
import io.kaniko.core.dockerfile.StopSignal;
import io.kaniko.core.dockerfile.User;
import io.kaniko.core.dockerfile.Volume;
import io.kaniko.core.dockerfile.Workdir;
import io.kaniko.core.image.ImageConfig;
import io.kaniko.core.variables.BuildScope;
import io.kaniko.core.variables.WordExpander;
import io.kaniko.spi.BuildException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.stream.Stream;

/**
 * What instructions do to the image's configuration and to the scope, and what they leave in the history; texts and
 * effects are BuildKit's. Pure. Words of one instruction see the variables as they were before it.
 *
 * <p>All of these throw {@link BuildException} for values that cannot be expanded or are wrong once they are expanded;
 * the caller adds the place ({@link io.kaniko.core.dockerfile.Dockerfile#at}).
 */
public final class ConfigSteps {

    private static final List<String> DEFAULT_SHELL = List.of("/bin/sh", "-c");

    private final WordExpander expander;

    public ConfigSteps(WordExpander expander) {
        this.expander = expander;
    }

    /** Text for the image's shell becomes arguments; the JSON form stays. */
    public static List<String> arguments(CommandLine command, ImageConfig config) {
        return switch (command) {
            case CommandLine.Exec exec -> exec.arguments();
            case CommandLine.Shell shell -> {
                List<String> shellArguments = config.shell().isEmpty() ? DEFAULT_SHELL : config.shell();
                yield Stream.concat(shellArguments.stream(), Stream.of(shell.text()))
                        .toList();
            }
        };
    }

    public ConfigResult env(Env env, ConfigState state) {
        ImageConfig config = state.config();
        BuildScope scope = state.scope();
        StringBuilder history = new StringBuilder("ENV");
        for (KeyValue pair : env.variables()) {
            String name = expand(pair.key(), state);
            String value = expand(pair.value(), state);
            if (name.isEmpty()) {
                throw problem("ENV has a name that is blank once it is expanded: " + pair.key(), "Name the variable.");
            }
            config = config.withEnvironment(name, value);
            scope = scope.env(name, value);
            history.append(' ').append(name).append('=').append(value);
        }
        return ConfigResult.of(new ConfigState(config, scope, state.commandGiven()), history.toString());
    }

    public ConfigResult arg(Arg arg, ConfigState state) {
        BuildScope scope = state.scope();
        StringBuilder history = new StringBuilder("ARG");
        for (Arg.Declaration declaration : arg.declarations()) {
            scope = scope.arg(declaration.name(), declaration.defaultValue(), expander);
            history.append(' ').append(declaration.name());
            scope.argument(declaration.name())
                    .ifPresent(value -> history.append('=').append(value));
        }
        return ConfigResult.of(new ConfigState(state.config(), scope, state.commandGiven()), history.toString());
    }

    public ConfigResult label(Label label, ConfigState state) {
        Map<String, String> labels = new LinkedHashMap<>();
        StringBuilder history = new StringBuilder("LABEL");
        for (KeyValue pair : label.labels()) {
            String name = expand(pair.key(), state);
            String value = expand(pair.value(), state);
            labels.put(name, value);
            history.append(' ').append(name).append('=').append(value);
        }
        return ConfigResult.of(state.with(state.config().withLabels(labels)), history.toString());
    }

    public ConfigResult maintainer(Maintainer maintainer, ConfigState state) {
        return ConfigResult.of(
                state.with(state.config().withAuthor(maintainer.name())), "MAINTAINER " + maintainer.name());
    }

    public ConfigResult expose(Expose expose, ConfigState state) {
        List<String> words = new ArrayList<>();
        expose.ports()
                .forEach(port ->
                        words.addAll(expander.expandWords(port, state.scope().forExpansion())));
        SortedSet<String> ports = ExposedPorts.parse(words);
        return ConfigResult.of(
                state.with(state.config().withExposedPorts(List.copyOf(ports))), "EXPOSE " + GoFormat.plain(ports));
    }

    public ConfigResult cmd(Cmd cmd, ConfigState state) {
        List<String> arguments = arguments(cmd.command(), state.config());
        return ConfigResult.of(
                new ConfigState(state.config().withCommand(arguments), state.scope(), true),
                "CMD " + GoFormat.quoted(arguments));
    }

    /** Takes away the command of the base, unless this stage has given one itself. */
    public ConfigResult entrypoint(Entrypoint entrypoint, ConfigState state) {
        List<String> arguments = arguments(entrypoint.command(), state.config());
        ImageConfig config = state.config().withEntrypoint(arguments);
        return ConfigResult.of(
                state.with(state.commandGiven() ? config : config.withoutCommand()),
                "ENTRYPOINT " + GoFormat.quoted(arguments));
    }

    public ConfigResult shell(Shell shell, ConfigState state) {
        return ConfigResult.of(
                state.with(state.config().withShell(shell.arguments())), "SHELL " + GoFormat.plain(shell.arguments()));
    }

    public ConfigResult stopSignal(StopSignal stopSignal, ConfigState state) {
        String signal = expand(stopSignal.signal(), state);
        if (!Signals.isValid(signal)) {
            throw problem(
                    "STOPSIGNAL knows no signal \"" + signal + "\"", "Write a name or a number: SIGTERM, KILL, 9.");
        }
        return ConfigResult.of(state.with(state.config().withStopSignal(signal)), "STOPSIGNAL " + signal);
    }

    public ConfigResult healthCheck(HealthCheck check, ConfigState state) {
        ImageConfig config = state.config()
                .withHealthcheck(
                        check.test(),
                        check.interval().toNanos(),
                        check.timeout().toNanos(),
                        check.startPeriod().toNanos(),
                        check.startInterval().toNanos(),
                        check.retries());
        String history = "HEALTHCHECK {Test:" + GoFormat.plain(check.test())
                + " Interval:" + GoFormat.duration(check.interval())
                + " Timeout:" + GoFormat.duration(check.timeout())
                + " StartPeriod:" + GoFormat.duration(check.startPeriod())
                + " StartInterval:" + GoFormat.duration(check.startInterval())
                + " Retries:" + check.retries() + "}";
        return ConfigResult.of(state.with(config), history);
    }

    /** Stores the user as written; whether there is such a user shows when a RUN needs it. */
    public ConfigResult user(User user, ConfigState state) {
        String name = expand(user.user(), state);
        return ConfigResult.of(state.with(state.config().withUser(name)), "USER " + name);
    }

    public ConfigResult volume(Volume volume, ConfigState state) {
        List<String> paths =
                volume.paths().stream().map(path -> expand(path, state)).toList();
        if (paths.contains("")) {
            throw problem("VOLUME has a path that is empty once it is expanded", "Name a directory of the image.");
        }
        return ConfigResult.of(state.with(state.config().withVolumes(paths)), "VOLUME " + GoFormat.plain(paths));
    }

    /**
     * The configuration's part of WORKDIR; that the directory exists is the caller's part, unless it is the root. An
     * empty path changes nothing.
     */
    public ConfigResult workdir(Workdir workdir, ConfigState state) {
        String path = expand(workdir.path(), state);
        String directory = WorkingDirectory.resolve(state.config().workingDirectory(), path);
        return ConfigResult.of(state.with(state.config().withWorkingDirectory(directory)), "WORKDIR " + directory);
    }

    public ConfigResult onBuild(OnBuild onBuild, ConfigState state) {
        List<String> triggers = Stream.concat(state.config().onBuild().stream(), Stream.of(onBuild.trigger()))
                .toList();
        return new ConfigResult(state.with(state.config().withOnBuild(triggers)), Optional.empty());
    }

    private String expand(String word, ConfigState state) {
        return expander.expandWord(word, state.scope().forExpansion());
    }

    private static BuildException problem(String message, String remedy) {
        return new BuildException(BuildException.Kind.USER, message, remedy);
    }
}
