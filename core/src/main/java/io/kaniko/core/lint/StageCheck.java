package io.kaniko.core.lint;

import io.kaniko.core.dockerfile.Add;
import io.kaniko.core.dockerfile.Arg;
import io.kaniko.core.dockerfile.Cmd;
import io.kaniko.core.dockerfile.CommandLine;
import io.kaniko.core.dockerfile.Copy;
import io.kaniko.core.dockerfile.Entrypoint;
import io.kaniko.core.dockerfile.Env;
import io.kaniko.core.dockerfile.Expose;
import io.kaniko.core.dockerfile.From;
import io.kaniko.core.dockerfile.HealthCheck;
import io.kaniko.core.dockerfile.Instruction;
import io.kaniko.core.dockerfile.KeyValue;
import io.kaniko.core.dockerfile.Label;
import io.kaniko.core.dockerfile.Maintainer;
import io.kaniko.core.dockerfile.OnBuild;
import io.kaniko.core.dockerfile.Run;
import io.kaniko.core.dockerfile.Shell;
import io.kaniko.core.dockerfile.Stage;
import io.kaniko.core.dockerfile.StopSignal;
import io.kaniko.core.dockerfile.User;
import io.kaniko.core.dockerfile.Volume;
import io.kaniko.core.dockerfile.Workdir;
import io.kaniko.core.oci.Platform;
import io.kaniko.core.variables.BuildScope;
import io.kaniko.core.variables.GlobalScope;
import io.kaniko.core.variables.WordExpander;
import io.kaniko.spi.BuildException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** The rules about a stage's instructions; its fields are the state of the stage at the current one. */
final class StageCheck {

    private final LintContext context;
    private final Report report;
    private final WordExpander words;
    private final GlobalScope global;
    private final @Nullable StageCheck base;
    private final Map<String, Instruction> last = new HashMap<>();
    private BuildScope scope;
    private boolean environmentKnown;
    private boolean shellSet;
    private boolean workdirSet;

    StageCheck(LintContext context, Report report, WordExpander words, GlobalScope global, @Nullable StageCheck base) {
        this.context = context;
        this.report = report;
        this.words = words;
        this.global = global;
        this.base = base;
        this.scope = BuildScope.ofImage(global, new LinkedHashMap<>());
    }

    /**
     * Checks a stage that is to be built.
     *
     * @return what is so wrong that it cannot be checked, by the instruction where it stands
     */
    SequencedMap<Instruction, BuildException> check(Stage stage, String baseName, Platform platform) {
        begin(baseName, platform);
        SequencedMap<Instruction, BuildException> wrong = new LinkedHashMap<>();
        for (Instruction instruction : stage.instructions()) {
            try {
                check(instruction);
            } catch (BuildException failure) {
                wrong.put(instruction, failure);
            }
        }
        return wrong;
    }

    /** Checks what shows without knowing any variable. */
    void checkText(Stage stage) {
        for (Instruction instruction : stage.instructions()) {
            switch (instruction) {
                case Env env -> legacy(env, env.variables());
                case Label label -> legacy(label, label.labels());
                case Maintainer maintainer -> deprecated(maintainer);
                default -> {}
            }
        }
    }

    /** Whether the variables of the base are known; if not, nobody can say which are missing. */
    boolean environmentKnown() {
        return environmentKnown;
    }

    private void begin(String baseName, Platform platform) {
        if (base != null) {
            scope = base.scope;
            environmentKnown = base.environmentKnown;
            shellSet = base.shellSet;
            workdirSet = base.workdirSet;
            return;
        }
        SequencedMap<String, String> environment = new LinkedHashMap<>();
        Optional<LintContext.BaseImage> image = context.bases().apply(baseName, platform);
        image.ifPresent(known -> known.environment().forEach(name -> environment.put(name, "")));
        environment.putIfAbsent("PATH", "");
        scope = BuildScope.ofImage(global, environment);
        environmentKnown = image.isPresent() || baseName.equals("scratch");
        shellSet = image.map(LintContext.BaseImage::hasShell).orElse(false);
    }

    private void check(Instruction instruction) {
        VariableCheck variables = new VariableCheck(report, instruction.range(), words, scope, environmentKnown);
        switch (instruction) {
            case Add add -> {
                variables.words(add.sources());
                variables.word(add.destination());
                add.owner().ifPresent(variables::word);
                add.mode().ifPresent(variables::word);
                add.checksum().ifPresent(variables::word);
                variables.heredocs(add.heredocs());
                ignored(add, "Add", add.sources());
            }
            case Arg arg -> arg(arg);
            case Cmd cmd -> {
                recommendJson(cmd, cmd.command());
                onlyOne(cmd);
            }
            case Copy copy -> {
                variables.words(copy.sources());
                variables.word(copy.destination());
                copy.owner().ifPresent(variables::word);
                copy.mode().ifPresent(variables::word);
                variables.heredocs(copy.heredocs());
                if (copy.from().isEmpty()) {
                    ignored(copy, "Copy", copy.sources());
                }
            }
            case Entrypoint entrypoint -> {
                recommendJson(entrypoint, entrypoint.command());
                onlyOne(entrypoint);
            }
            case Env env -> env(env, variables);
            case Expose expose -> {
                variables.words(expose.ports());
                expose.ports().forEach(port -> port(expose, port));
            }
            case HealthCheck check -> onlyOne(check);
            case Label label -> {
                variables.pairs(label.labels());
                legacy(label, label.labels());
            }
            case Maintainer maintainer -> deprecated(maintainer);
            case Run run -> variables.mounts(run.mounts());
            case Shell shell -> shellSet = true;
            case StopSignal signal -> variables.word(signal.signal());
            case User user -> variables.word(user.user());
            case Volume volume -> variables.words(volume.paths());
            case Workdir workdir -> workdir(workdir, variables);
            case From from -> {}
            case OnBuild onBuild -> {}
        }
    }

    private void arg(Arg arg) {
        for (Arg.Declaration declaration : arg.declarations()) {
            secret(arg, declaration.name());
            VariableCheck variables = new VariableCheck(report, arg.range(), words, scope, environmentKnown);
            declaration.defaultValue().ifPresent(variables::word);
            scope = scope.arg(declaration.name(), declaration.defaultValue(), words);
        }
    }

    private void env(Env env, VariableCheck variables) {
        variables.pairs(env.variables());
        legacy(env, env.variables());
        BuildScope before = scope;
        for (KeyValue pair : env.variables()) {
            String name = words.expandWord(pair.key(), before.forExpansion());
            secret(env, name);
            scope = scope.env(name, words.expandWord(pair.value(), before.forExpansion()));
        }
    }

    private void secret(Instruction instruction, String name) {
        if (SecretNames.looksSecret(name)) {
            report.add(
                    LintRule.SECRETS_USED_IN_ARG_OR_ENV,
                    instruction.range(),
                    "Do not use ARG or ENV instructions for sensitive data (" + instruction.keyword() + " \"" + name
                            + "\")");
        }
    }

    private void legacy(Instruction instruction, List<KeyValue> pairs) {
        if (pairs.stream().anyMatch(KeyValue::legacy)) {
            String keyword = instruction.keyword();
            report.add(
                    LintRule.LEGACY_KEY_VALUE_FORMAT,
                    instruction.range(),
                    "\"" + keyword + " key=value\" should be used instead of legacy \"" + keyword
                            + " key value\" format");
        }
    }

    private void deprecated(Maintainer maintainer) {
        report.add(
                LintRule.MAINTAINER_DEPRECATED,
                maintainer.range(),
                "Maintainer instruction is deprecated in favor of using label");
    }

    private void recommendJson(Instruction instruction, CommandLine command) {
        if (!shellSet && command instanceof CommandLine.Shell) {
            report.add(
                    LintRule.JSON_ARGS_RECOMMENDED,
                    instruction.range(),
                    "JSON arguments recommended for " + instruction.keyword()
                            + " to prevent unintended behavior related to OS signals");
        }
    }

    private void onlyOne(Instruction instruction) {
        Instruction before = last.put(instruction.keyword(), instruction);
        if (before != null) {
            report.add(
                    LintRule.MULTIPLE_INSTRUCTIONS_DISALLOWED,
                    before.range(),
                    "Multiple " + instruction.keyword() + " instructions should not be used in the same stage because"
                            + " only the last one will be used");
        }
    }

    private void workdir(Workdir workdir, VariableCheck variables) {
        variables.word(workdir.path());
        String path = words.expandWord(workdir.path(), scope.forExpansion());
        if (!workdirSet && !path.startsWith("/")) {
            report.add(
                    LintRule.WORKDIR_RELATIVE_PATH,
                    workdir.range(),
                    "Relative workdir \"" + path + "\" can have unexpected results if the base image changes");
        }
        workdirSet = true;
    }

    private void port(Expose expose, String text) {
        for (String port : words.expandWords(text, scope.forExpansion())) {
            String protocol = port.substring(port.lastIndexOf('/') + 1);
            if (port.contains("/") && !protocol.equals(protocol.toLowerCase(Locale.ROOT))) {
                report.add(
                        LintRule.EXPOSE_PROTO_CASING,
                        expose.range(),
                        "Defined protocol '" + port + "' in EXPOSE instruction should be lowercase");
            }
            if (port.contains(":")) {
                report.add(
                        LintRule.EXPOSE_INVALID_FORMAT,
                        expose.range(),
                        "EXPOSE instruction should not define an IP address or host-port mapping, found '" + port
                                + "'");
            }
        }
    }

    private void ignored(Instruction instruction, String verb, List<String> sources) {
        for (String source : sources) {
            String path = words.expandWord(source, scope.forExpansion());
            String relative = path.replaceFirst("^(\\.?/+)+", "");
            if (!relative.contains("://") && context.ignored().test(relative)) {
                report.add(
                        LintRule.COPY_IGNORED_FILE,
                        instruction.range(),
                        "Attempting to " + verb + " file \"" + path + "\" that is excluded by .dockerignore");
            }
        }
    }
}
