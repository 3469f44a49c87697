package io.kaniko.core.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** All words that {@code executor} knows. The groups appear in the help in this order. */
@Command(
        name = "executor",
        customSynopsis = {
            "executor --context DIR --destination IMAGE [flags]",
            "executor version | plugins list | login | push"
        },
        description = "Builds a container image from a Dockerfile, without a daemon.",
        subcommands = {
            ExecutorCommand.Version.class,
            ExecutorCommand.Plugins.class,
            ExecutorCommand.Login.class,
            ExecutorCommand.Push.class
        })
final class ExecutorCommand {

    @Mixin
    final InputFlags input = new InputFlags();

    @Mixin
    final OutputFlags output = new OutputFlags();

    @Mixin
    final RunFlags run = new RunFlags();

    @Mixin
    final LayerFlags layers = new LayerFlags();

    @Mixin
    final RegistryFlags registry = new RegistryFlags();

    @Mixin
    final LogFlags log = new LogFlags();

    @Option(
            names = {"--help", "-h"},
            description = "Print this help.")
    boolean help;

    /** {@code executor version}. */
    @Command(name = "version", description = "Print the version.")
    static final class Version {}

    /** {@code executor plugins}. */
    @Command(name = "plugins", description = "Show the plugins that are found.", subcommands = PluginsList.class)
    static final class Plugins {}

    /** {@code executor plugins list}. */
    @Command(name = "list", description = "List plugins with version, file, digest and what they offer.")
    static final class PluginsList {
        @Option(names = "--plugins-dir", paramLabel = "DIR", description = "A directory with plugins. Repeatable.")
        List<String> pluginsDirectories = new ArrayList<>();

        @Option(names = "--format", paramLabel = "text|json", description = "Form of the list. Default: text")
        String format = "text";
    }

    /** {@code executor login}. */
    @Command(name = "login", description = "Store credentials of a registry.")
    static final class Login {
        @picocli.CommandLine.Parameters(arity = "0..*")
        List<String> words = new ArrayList<>();

        @Option(names = {"--username", "-u"})
        @Nullable
        String username;

        @Option(names = {"--password", "-p"})
        @Nullable
        String password;

        @Option(names = "--password-stdin")
        boolean passwordFromStandardInput;
    }

    /** {@code executor push}. */
    @Command(name = "push", description = "Push an image that was written to a file before.")
    static final class Push {
        @picocli.CommandLine.Parameters(arity = "0..*")
        List<String> words = new ArrayList<>();

        @Option(names = {"--destination", "-d"})
        List<String> destinations = new ArrayList<>();

        @Option(names = "--skip-push-permission-check")
        boolean skipPushPermissionCheck;

        @Mixin
        final RegistryFlags registry = new RegistryFlags();
    }
}
