package io.kaniko.core.build;

import io.kaniko.core.dockerfile.Add;
import io.kaniko.core.dockerfile.Arg;
import io.kaniko.core.dockerfile.Instruction;
import io.kaniko.core.plan.BuildPlan;
import io.kaniko.core.plan.NamedContext;
import io.kaniko.core.plan.PlannedStage;
import io.kaniko.core.plan.StageSource;
import io.kaniko.core.step.GitAddress;
import io.kaniko.core.step.RemoteFiles;
import io.kaniko.core.variables.BuildScope;
import io.kaniko.core.variables.WordExpander;
import io.kaniko.spi.BuildException;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Optional;

/**
 * The time that everything made by a build gets: SOURCE_DATE_EPOCH as a build argument, or as an ARG before the first
 * FROM. It is a number of seconds, or says what the time is taken from: {@code context}, a named context, or a stage
 * that begins with nothing and has one ADD of something remote. What is taken from has a time if it is a commit of Git,
 * a file of a web server, or an archive; from others follows no time, as in BuildKit.
 */
final class SourceDate {

    private static final String NAME = "SOURCE_DATE_EPOCH";
    private static final String CONTEXT = "context";

    /** Configurations write times by RFC 3339, whose years are 0000 to 9999; readers in Go refuse others. */
    private static final long EARLIEST = -62_167_219_200L;

    private static final long LATEST = 253_402_300_799L;

    private final Preparation prepared;
    private final BuildPlan plan;
    private final NamedContexts named;
    private final AddedRepositories repositories;
    private final RemoteFiles remote;

    SourceDate(
            Preparation prepared,
            BuildPlan plan,
            NamedContexts named,
            AddedRepositories repositories,
            RemoteFiles remote) {
        this.prepared = prepared;
        this.plan = plan;
        this.named = named;
        this.repositories = repositories;
        this.remote = remote;
    }

    /**
     * What was decided.
     *
     * @param plan the plan, in which SOURCE_DATE_EPOCH has the seconds for a value, or nothing
     */
    record Decided(Optional<Instant> time, BuildPlan plan) {}

    /** @param otherwise the time where SOURCE_DATE_EPOCH says none */
    Decided decide(Optional<Instant> otherwise) throws IOException, InterruptedException {
        Optional<String> given = Optional.ofNullable(
                        prepared.options().buildArguments().get(NAME))
                .or(() -> plan.scope().variables().find(NAME))
                .filter(text -> !text.isEmpty());
        if (given.isEmpty()) {
            return new Decided(otherwise, plan);
        }
        Optional<Instant> time = time(given.get());
        String seconds =
                time.map(instant -> Long.toString(instant.getEpochSecond())).orElse("");
        return new Decided(time.or(() -> otherwise), plan.withScope(plan.scope().replaced(NAME, seconds)));
    }

    private Optional<Instant> time(String text) throws IOException, InterruptedException {
        long seconds;
        try {
            seconds = Long.parseLong(text);
        } catch (NumberFormatException e) {
            return taken(text);
        }
        if (seconds < EARLIEST || seconds > LATEST) {
            throw invalid(text);
        }
        return Optional.of(Instant.ofEpochSecond(seconds));
    }

    private Optional<Instant> taken(String from) throws IOException, InterruptedException {
        if (from.equals(CONTEXT)) {
            return prepared.directory().modified();
        }
        Optional<NamedContext> context =
                plan.names().replacement(from, prepared.options().platform());
        if (context.isPresent()) {
            return switch (context.get()) {
                case NamedContext.Files files -> named.directory(files).modified();
                case NamedContext.RegistryImage image -> Optional.empty();
                case NamedContext.LayoutImage image -> Optional.empty();
                case NamedContext.Nothing nothing -> Optional.empty();
            };
        }
        for (PlannedStage stage : plan.stages()) {
            if (stage.name().filter(from::equalsIgnoreCase).isPresent()) {
                return ofStage(stage);
            }
        }
        throw invalid(from);
    }

    private Optional<Instant> ofStage(PlannedStage stage) throws IOException, InterruptedException {
        try {
            if (!(stage.base() instanceof StageSource.Scratch)) {
                throw unsuitable(stage, "must use FROM scratch");
            }
            WordExpander words =
                    new WordExpander(prepared.dockerfile().directives().escape());
            BuildScope scope = BuildScope.ofImage(plan.scope().replaced(NAME, ""), new LinkedHashMap<>());
            Optional<Add> source = Optional.empty();
            BuildScope atSource = scope;
            for (Instruction instruction : stage.stage().instructions()) {
                if (instruction instanceof Arg arg) {
                    for (Arg.Declaration declaration : arg.declarations()) {
                        scope = scope.arg(declaration.name(), declaration.defaultValue(), words);
                    }
                } else if (instruction instanceof Add add && source.isEmpty()) {
                    source = Optional.of(add);
                    atSource = scope;
                } else if (instruction instanceof Add) {
                    throw unsuitable(stage, "must contain exactly one remote ADD");
                } else {
                    throw unsuitable(
                            stage, "must contain nothing but ARG and one remote ADD, not " + instruction.keyword());
                }
            }
            if (source.isEmpty()) {
                throw unsuitable(stage, "must contain exactly one remote ADD");
            }
            return ofSource(source.get(), stage, words, atSource);
        } catch (BuildException failure) {
            throw prepared.dockerfile().at(stage.stage().from().range(), failure);
        }
    }

    private Optional<Instant> ofSource(Add add, PlannedStage stage, WordExpander words, BuildScope scope)
            throws IOException, InterruptedException {
        if (add.sources().size() != 1 || !add.heredocs().isEmpty()) {
            throw unsuitable(stage, "must contain exactly one remote ADD source");
        }
        String source = words.expandWord(add.sources().getFirst(), scope.forExpansion());
        if (GitAddress.isOne(source)) {
            Optional<String> checksum = add.checksum().map(text -> words.expandWord(text, scope.forExpansion()));
            return repositories
                    .get(source, add.keepGitDir(), checksum.filter(text -> !text.isEmpty()))
                    .modified();
        }
        if (RemoteFiles.isUrl(source)) {
            return remote.modified(source);
        }
        throw unsuitable(stage, "must have an address of the web or of Git as the source of its ADD");
    }

    private static BuildException unsuitable(PlannedStage stage, String reason) {
        return new BuildException(
                BuildException.Kind.USER,
                "SOURCE_DATE_EPOCH names the stage " + stage.label() + ", which " + reason,
                "Such a stage says where a time comes from: FROM scratch, and ADD https://… or a repository.");
    }

    private static BuildException invalid(String text) {
        return new BuildException(
                BuildException.Kind.USER,
                "invalid SOURCE_DATE_EPOCH: " + text,
                "Write seconds since 1970-01-01, as date +%s prints them; or context, or the name of a --build-context"
                        + " or a stage from which the time is taken.");
    }
}
