package io.kaniko.core.cli;

import io.kaniko.core.build.BuildRequest;
import io.kaniko.core.build.CheckReport;
import io.kaniko.core.build.RunPremises;
import io.kaniko.core.build.Workspace;
import io.kaniko.core.credentials.HelperSelection;
import io.kaniko.core.event.BuildEvent;
import io.kaniko.core.event.BuildEvent.Level;
import io.kaniko.core.plugin.PluginCatalog;
import io.kaniko.core.registry.RegistryOptions;
import io.kaniko.core.run.Isolations;
import io.kaniko.core.run.UserNamespace;
import io.kaniko.spi.BuildException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Logger;

/** The program {@code executor}: chooses what the words ask for, and turns what happens into lines and an exit code. */
final class Executor {

    private static final String BUILDING = "building image";
    private static final int SUCCEEDED = 0;
    private static final int QUESTIONABLE = 1;

    private final Surroundings surroundings;
    private final BuildAssembly assembly;
    private final UserNamespace namespace;
    private final Terminal terminal;

    Executor(Surroundings surroundings, BuildAssembly assembly, UserNamespace namespace) {
        this.surroundings = surroundings;
        this.assembly = assembly;
        this.namespace = namespace;
        this.terminal =
                new Terminal(surroundings.standardOutput(), surroundings.standardError(), surroundings.terminal());
    }

    /** Does what the words say; the exit code comes back. */
    int run(List<String> arguments) {
        silenceLibraries();
        CommandWords words;
        try {
            words = CommandWords.read(arguments);
        } catch (UsageException e) {
            FailureReport.lines(BUILDING, e).forEach(terminal::log);
            return FailureReport.exitCode(e);
        }
        if (words.executor().help || arguments.equals(List.of("help"))) {
            terminal.print(HelpText.executor().stripTrailing());
            return SUCCEEDED;
        }
        LogSink events = events(words.executor().log);
        try {
            return run(words, events);
        } catch (Exception | Error e) {
            events.close();
            report(doing(words), e, words.executor().log);
            return FailureReport.exitCode(e);
        }
    }

    private int run(CommandWords words, LogSink events) throws IOException, InterruptedException {
        switch (words.command()) {
            case ExecutorCommand.Version version -> terminal.print("Kaniko version :  " + surroundings.version());
            case ExecutorCommand.PluginsList list -> listPlugins(list, words.executor().run);
            case ExecutorCommand build -> {
                return isBuild(words) ? buildWherePossible(words, events) : build(words, events);
            }
            case ExecutorCommand.Plugins plugins ->
                throw new UsageException(List.of("say what to do with the plugins: executor plugins list"));
            default -> throw new UsageException(UnavailableFlags.problems(words));
        }
        return SUCCEEDED;
    }

    /** Who only looks needs no rights. */
    private static boolean isBuild(CommandWords words) {
        InputFlags input = words.executor().input;
        return !input.check && !input.dryRun;
    }

    private int buildWherePossible(CommandWords words, LogSink events) throws IOException, InterruptedException {
        return switch (namespace.enter(words.executor().run.isolation)) {
            case UserNamespace.Outcome.Done done -> done.exitCode();
            case UserNamespace.Outcome.Here here -> build(words, events);
            case UserNamespace.Outcome.Refused refused -> {
                events.tell(new BuildEvent.Notice(
                        refused.withRights() ? Level.DEBUG : Level.INFO,
                        "There is no user namespace to build in: " + refused.reason()));
                yield build(words, events);
            }
        };
    }

    private int build(CommandWords words, LogSink events) throws IOException, InterruptedException {
        words.deprecated()
                .forEach(alias -> events.warn("Flag " + alias.old() + " is deprecated. Use: " + alias.current()));
        IdleFlags.notices(words).forEach(events::info);
        BuildRequest request = BuildRequests.from(words, surroundings.environment(), surroundings.workingDirectory());
        RegistryOptions registryOptions = RegistryReader.options(words.executor(), request, surroundings);
        RunFlags flags = words.executor().run;
        InputFlags input = words.executor().input;
        boolean building = isBuild(words);
        ContainerCheck containers = new ContainerCheck(Path.of("/"), surroundings.environment());
        if (building) {
            tellUsers(events);
            containers.check(flags.isolation, flags.force);
        }
        KanikoDirectory directory = KanikoDirectory.of(flags.kanikoDirectory, surroundings);
        // Before any file of / is looked at: it may be another image's.
        if (Isolations.recover(directory.path())) {
            events.warn("An earlier build was killed in the middle of a RUN; its files were taken out of /");
        }
        RunPremises premises =
                OwnFiles.find(request, words, surroundings, directory, containers.isContainer(), hasOwnMounts());
        Path caches = words.cacheDirectory()
                .map(given -> surroundings.workingDirectory().resolve(given).resolve("mounts"))
                .orElse(directory.path().resolve("caches"));
        try (Interruption guard = Interruption.guard(directory.open(caches))) {
            Workspace workspace = guard.workspace();
            PluginCatalog plugins =
                    plugins(flags.pluginsDirectories, workspace.directory().resolve("plugins"));
            BuildAssembly.Job job = new BuildAssembly.Job(
                    request,
                    registryOptions,
                    new HelperSelection(Optional.ofNullable(words.executor().registry.credentialHelpers)),
                    building && request.output().push() && !words.executor().output.skipPushPermissionCheck,
                    workspace,
                    premises,
                    plugins,
                    surroundings,
                    events);
            if (input.check) {
                return tell(assembly.check(job));
            }
            if (input.dryRun) {
                terminal.print(assembly.dryRun(job).stripTrailing());
                return SUCCEEDED;
            }
            Summary.lines(assembly.build(job)).forEach(events::info);
            return SUCCEEDED;
        } finally {
            events.close();
        }
    }

    /** Given by the launcher, or by the namespace that this program has started itself in. */
    private boolean hasOwnMounts() {
        return surroundings.hasOwnMounts() || namespace.users() > 0;
    }

    /** Warnings fail a check, as they do in {@code docker build --check}. */
    private int tell(CheckReport report) {
        terminal.print(CheckText.of(report).stripTrailing());
        if (!report.failures().isEmpty()) {
            throw report.failures().getFirst();
        }
        return report.warnings().isEmpty() ? SUCCEEDED : QUESTIONABLE;
    }

    private void tellUsers(LogSink events) {
        long users = namespace.users();
        if (users == 1) {
            events.warn(
                    "This user namespace has one user, so that RUN can only be root, and files that it would give away"
                            + " stay root's. Ranges for this user in /etc/subuid and /etc/subgid, and the programs"
                            + " newuidmap and newgidmap (Debian: uidmap), lift that");
        } else if (users > 1) {
            events.info("Building in a user namespace with " + users + " users");
        }
    }

    private void listPlugins(ExecutorCommand.PluginsList list, RunFlags flags) throws IOException {
        KanikoDirectory directory = KanikoDirectory.of(flags.kanikoDirectory, surroundings);
        List<String> directories = new ArrayList<>(flags.pluginsDirectories);
        directories.addAll(list.pluginsDirectories);
        try (KanikoDirectory.Lease lease = directory.open()) {
            PluginCatalog plugins =
                    plugins(directories, lease.workspace().directory().resolve("plugins"));
            terminal.print(
                    switch (list.format) {
                        case "text" -> PluginsListing.text(plugins.plugins());
                        case "json" -> PluginsListing.json(plugins.plugins());
                        default ->
                            throw new UsageException(List.of(
                                    "invalid argument for --format: \"" + list.format + "\" is not one of json, text"));
                    });
        }
    }

    /** Directories that somebody names must be there; the usual one may be missing. */
    private PluginCatalog plugins(List<String> flags, Path workDirectory) throws IOException {
        List<String> named = new ArrayList<>(flags);
        for (String part : surroundings.variable("KANIKO_PLUGINS_DIR", "").split(":")) {
            if (!part.isEmpty()) {
                named.add(part);
            }
        }
        List<Path> directories = new ArrayList<>();
        for (String name : named) {
            Path directory = surroundings.workingDirectory().resolve(name);
            if (!Files.isDirectory(directory)) {
                throw new BuildException(
                        BuildException.Kind.USER,
                        "The plugin directory " + directory + " does not exist",
                        "Create it, or correct --plugins-dir or KANIKO_PLUGINS_DIR.");
            }
            directories.add(directory);
        }
        directories.add(Path.of("/kaniko/plugins"));
        return PluginCatalog.load(
                surroundings.home().resolve("plugins-bundled"), directories, workDirectory, surroundings.spiVersion());
    }

    private LogSink events(LogFlags flags) {
        return new LogSink(
                terminal,
                LineForm.of(format(flags), flags.timestamp, surroundings.clock()),
                flags.verbosity,
                surroundings.clock());
    }

    /** Colours are for terminals, and for those who ask for them; NO_COLOR takes them away from both. */
    private LogFormat format(LogFlags flags) {
        boolean noColor = !surroundings.variable("NO_COLOR", "").isEmpty();
        LogFormat chosen =
                flags.format != null ? flags.format : surroundings.terminal() ? LogFormat.COLOR : LogFormat.TEXT;
        return chosen == LogFormat.COLOR && noColor ? LogFormat.TEXT : chosen;
    }

    private void report(String doing, Throwable failure, LogFlags flags) {
        if (format(flags) == LogFormat.JSON) {
            LineForm form = LineForm.of(LogFormat.JSON, flags.timestamp, surroundings.clock());
            terminal.log(form.form(new LogLine(Level.ERROR, String.join("\n", FailureReport.lines(doing, failure)))));
        } else {
            FailureReport.lines(doing, failure).forEach(terminal::log);
        }
        if (flags.verbosity.shows(Level.DEBUG)) {
            terminal.log(FailureReport.stackTrace(failure));
        }
    }

    private static String doing(CommandWords words) {
        if (!words.path().isEmpty()) {
            return "in " + String.join(" ", words.path());
        }
        InputFlags input = words.executor().input;
        return input.check ? "checking the Dockerfile" : input.dryRun ? "planning the build" : BUILDING;
    }

    /** pf4j and others log through slf4j and java.util.logging; what matters of it arrives as exceptions. */
    private static void silenceLibraries() {
        Logger.getLogger("").setLevel(java.util.logging.Level.OFF);
    }
}
