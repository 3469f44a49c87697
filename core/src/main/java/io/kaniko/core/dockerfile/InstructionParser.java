package io.kaniko.core.dockerfile;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** Makes one instruction of its text and its here-documents. */
final class InstructionParser {

    private static final List<String> KEYWORDS = List.of(
            "ADD",
            "ARG",
            "CMD",
            "COPY",
            "ENTRYPOINT",
            "ENV",
            "EXPOSE",
            "FROM",
            "HEALTHCHECK",
            "LABEL",
            "MAINTAINER",
            "ONBUILD",
            "RUN",
            "SHELL",
            "STOPSIGNAL",
            "USER",
            "VOLUME",
            "WORKDIR");

    private static final Map<String, Flags.Kind> NO_FLAGS = Map.of();
    private static final Map<String, Flags.Kind> FROM_FLAGS = Map.of("platform", Flags.Kind.TEXT);
    private static final Map<String, Flags.Kind> RUN_FLAGS = Map.ofEntries(
            entry("mount", Flags.Kind.REPEATABLE),
            entry("network", Flags.Kind.TEXT),
            entry("security", Flags.Kind.TEXT),
            entry("device", Flags.Kind.REPEATABLE));
    private static final Map<String, Flags.Kind> COPY_FLAGS = Map.ofEntries(
            entry("from", Flags.Kind.TEXT),
            entry("chown", Flags.Kind.TEXT),
            entry("chmod", Flags.Kind.TEXT),
            entry("link", Flags.Kind.BOOLEAN),
            entry("parents", Flags.Kind.BOOLEAN),
            entry("exclude", Flags.Kind.REPEATABLE));
    private static final Map<String, Flags.Kind> ADD_FLAGS = Map.ofEntries(
            entry("chown", Flags.Kind.TEXT),
            entry("chmod", Flags.Kind.TEXT),
            entry("link", Flags.Kind.BOOLEAN),
            entry("exclude", Flags.Kind.REPEATABLE),
            entry("keep-git-dir", Flags.Kind.BOOLEAN),
            entry("checksum", Flags.Kind.TEXT),
            entry("unpack", Flags.Kind.BOOLEAN));

    private static final Pattern STAGE_NAME = Pattern.compile("[a-z][a-z0-9-_.]*");
    private static final Pattern ONBUILD = Pattern.compile("^\\s*ONBUILD\\s*", Pattern.CASE_INSENSITIVE);

    private final InstructionText text;
    private final char escape;

    InstructionParser(InstructionText text, char escape) {
        this.text = text;
        this.escape = escape;
    }

    /** Refuses what is wrong whatever here-documents follow, so that the message shows the right line. */
    void check() {
        if (!KEYWORDS.contains(text.upperKeyword())) {
            throw new InstructionProblem(
                    "unknown instruction " + text.keyword(), NearSpelling.remedy(text.keyword(), KEYWORDS));
        }
    }

    Instruction parse(SourceRange range, List<Heredoc> heredocs) {
        String original = text.original();
        return switch (text.upperKeyword()) {
            case "ADD" -> add(range, heredocs);
            case "ARG" -> arg(range);
            case "CMD" -> new Cmd(range, original, commandLine(NO_FLAGS));
            case "COPY" -> copy(range, heredocs);
            case "ENTRYPOINT" -> new Entrypoint(range, original, commandLine(NO_FLAGS));
            case "ENV" -> new Env(range, original, keyValues());
            case "EXPOSE" -> new Expose(range, original, atLeastOne(Words.plain(text.arguments())));
            case "FROM" -> from(range);
            case "HEALTHCHECK" -> new HealthCheckParser(text, range).parse();
            case "LABEL" -> new Label(range, original, keyValues());
            case "MAINTAINER" -> new Maintainer(range, original, exactlyOne());
            case "ONBUILD" -> onBuild(range, heredocs);
            case "RUN" -> run(range, heredocs);
            case "SHELL" -> shell(range);
            case "STOPSIGNAL" -> new StopSignal(range, original, exactlyOne());
            case "USER" -> new User(range, original, exactlyOne());
            case "VOLUME" -> volume(range);
            default -> new Workdir(range, original, exactlyOne());
        };
    }

    private Flags flags(Map<String, Flags.Kind> known) {
        return Flags.parse(text.flags(), known);
    }

    private InstructionProblem problem(String problem, String remedy) {
        return new InstructionProblem(text.upperKeyword() + " " + problem, remedy);
    }

    private List<String> atLeastOne(List<String> words) {
        flags(NO_FLAGS);
        if (words.isEmpty()) {
            throw problem("requires at least one argument", "Add it, or remove the instruction.");
        }
        return words;
    }

    private String exactlyOne() {
        flags(NO_FLAGS);
        if (text.arguments().isEmpty()) {
            throw problem("requires exactly one argument", "Add it, or remove the instruction.");
        }
        return text.arguments();
    }

    private Optional<List<String>> json() {
        try {
            return Words.json(text.arguments());
        } catch (IllegalArgumentException wrong) {
            throw problem(
                    "has a JSON array with something else than texts",
                    "Put every element into double quotes, or drop the brackets for the shell form.");
        }
    }

    private List<String> jsonOrList() {
        return json().orElseGet(() -> Words.plain(text.arguments()));
    }

    private CommandLine commandLine(Map<String, Flags.Kind> known) {
        flags(known);
        return json().<CommandLine>map(CommandLine.Exec::new).orElseGet(() -> new CommandLine.Shell(text.arguments()));
    }

    private From from(SourceRange range) {
        Flags flags = flags(FROM_FLAGS);
        List<String> words = Words.plain(text.arguments());
        boolean named = words.size() == 3 && words.get(1).equalsIgnoreCase("AS");
        if (!named && words.size() != 1) {
            throw problem("requires either one or three arguments", "Write FROM image, or FROM image AS name.");
        }
        Optional<String> name = named ? Optional.of(stageName(words.get(2))) : Optional.empty();
        return new From(range, text.original(), words.getFirst(), flags.text("platform"), name);
    }

    private String stageName(String written) {
        String name = written.toLowerCase(Locale.ROOT);
        if (!STAGE_NAME.matcher(name).matches()) {
            throw new InstructionProblem(
                    "\"" + written + "\" cannot be the name of a stage",
                    "A name starts with a letter and consists of letters, digits, - _ and .; variables do not count.");
        }
        return name;
    }

    private Arg arg(SourceRange range) {
        List<Arg.Declaration> declarations = new ArrayList<>();
        for (String word : atLeastOne(Words.quoted(text.arguments(), escape))) {
            int equals = word.indexOf('=');
            if (equals == 0) {
                throw problem("has a blank name in \"" + word + "\"", "Write ARG name, or ARG name=default.");
            }
            declarations.add(
                    equals < 0
                            ? new Arg.Declaration(word, Optional.empty())
                            : new Arg.Declaration(word.substring(0, equals), Optional.of(word.substring(equals + 1))));
        }
        return new Arg(range, text.original(), declarations);
    }

    private List<KeyValue> keyValues() {
        String keyword = text.upperKeyword();
        List<String> words = atLeastOne(Words.quoted(text.arguments(), escape));
        if (!words.getFirst().contains("=")) {
            return List.of(legacyKeyValue());
        }
        List<KeyValue> pairs = new ArrayList<>();
        for (String word : words) {
            int equals = word.indexOf('=');
            if (equals < 0) {
                throw problem(
                        "has no = in \"" + word + "\"", "Write " + keyword + " name=value; quote values with blanks.");
            }
            if (equals == 0) {
                throw problem("has a blank name in \"" + word + "\"", "Write " + keyword + " name=value.");
            }
            pairs.add(new KeyValue(word.substring(0, equals), word.substring(equals + 1), false));
        }
        return pairs;
    }

    private KeyValue legacyKeyValue() {
        String arguments = text.arguments();
        int end = 0;
        while (end < arguments.length() && !Words.isBlank(arguments.charAt(end))) {
            end++;
        }
        int value = end;
        while (value < arguments.length() && Words.isBlank(arguments.charAt(value))) {
            value++;
        }
        if (value == arguments.length()) {
            throw problem("needs a name and a value", "Write " + text.upperKeyword() + " name=value.");
        }
        return new KeyValue(arguments.substring(0, end), arguments.substring(value), true);
    }

    private Run run(SourceRange range, List<Heredoc> heredocs) {
        Flags flags = flags(RUN_FLAGS);
        List<String> mounts = flags.texts("mount");
        for (String mount : mounts) {
            if (mount.contains("$")) {
                MountSpec.checkFrom(mount);
            } else {
                MountSpec.parse(mount, UnaryOperator.identity());
            }
        }
        Run.Network network = flags.text("network")
                .map(value -> choice("network mode", value, Run.Network.values()))
                .orElse(Run.Network.DEFAULT);
        Run.Security security = flags.text("security")
                .map(value -> choice("security mode", value, Run.Security.values()))
                .orElse(Run.Security.SANDBOX);
        return new Run(
                range,
                text.original(),
                commandLine(RUN_FLAGS),
                heredocs,
                mounts,
                network,
                security,
                flags.texts("device"));
    }

    private static <T extends Enum<T>> T choice(String what, String value, T[] known) {
        List<String> names = new ArrayList<>();
        for (T candidate : known) {
            String name = candidate.name().toLowerCase(Locale.ROOT);
            if (name.equals(value)) {
                return candidate;
            }
            names.add(name);
        }
        throw new InstructionProblem("invalid " + what + " \"" + value + "\"", NearSpelling.remedy(value, names));
    }

    private Copy copy(SourceRange range, List<Heredoc> heredocs) {
        List<String> words = sourcesAndDestination();
        Flags flags = flags(COPY_FLAGS);
        return new Copy(
                range,
                text.original(),
                plainSources(words),
                words.getLast(),
                heredocSources(words, heredocs),
                flags.text("from"),
                flags.text("chown"),
                flags.text("chmod"),
                flags.isSet("link"),
                flags.isSet("parents"),
                flags.texts("exclude"));
    }

    private Add add(SourceRange range, List<Heredoc> heredocs) {
        List<String> words = sourcesAndDestination();
        Flags flags = flags(ADD_FLAGS);
        return new Add(
                range,
                text.original(),
                plainSources(words),
                words.getLast(),
                heredocSources(words, heredocs),
                flags.text("chown"),
                flags.text("chmod"),
                flags.isSet("link"),
                flags.texts("exclude"),
                flags.bool("keep-git-dir"),
                flags.text("checksum"),
                flags.bool("unpack"));
    }

    private List<String> sourcesAndDestination() {
        List<String> words = jsonOrList();
        if (words.size() < 2) {
            throw problem(
                    "requires at least two arguments, but "
                            + (words.isEmpty() ? "none was given" : "only \"" + words.getFirst() + "\" was given"),
                    "Write " + text.upperKeyword() + " source... destination.");
        }
        if (HeredocReader.opening(words.getLast()).isPresent()) {
            throw problem("cannot have a here-document as its destination", "Name the destination behind the sources.");
        }
        return words;
    }

    private static List<String> plainSources(List<String> words) {
        return words.subList(0, words.size() - 1).stream()
                .filter(word -> HeredocReader.opening(word).isEmpty())
                .toList();
    }

    /** Of several here-documents of one name the last one counts, for all of them. */
    private static List<Heredoc> heredocSources(List<String> words, List<Heredoc> heredocs) {
        List<Heredoc> sources = new ArrayList<>();
        for (String word : words.subList(0, words.size() - 1)) {
            HeredocReader.opening(word)
                    .map(opening -> heredocs.stream()
                            .filter(heredoc -> heredoc.name().equals(opening.name()))
                            .reduce(
                                    opening,
                                    (before, next) -> new Heredoc(
                                            before.name(),
                                            before.fileDescriptor(),
                                            before.expand(),
                                            before.chomp(),
                                            next.content())))
                    .ifPresent(sources::add);
        }
        return sources;
    }

    private OnBuild onBuild(SourceRange range, List<Heredoc> heredocs) {
        atLeastOne(Words.plain(text.arguments()));
        InstructionText trigger = text.trigger();
        switch (trigger.upperKeyword()) {
            case "ONBUILD" -> throw problem("cannot trigger another ONBUILD", "Write the instruction itself.");
            case "FROM", "MAINTAINER" ->
                throw problem("cannot trigger " + trigger.upperKeyword(), "Move it to the Dockerfile that builds.");
            case String other -> new InstructionParser(trigger, escape).checkShape();
        }
        StringBuilder text =
                new StringBuilder(ONBUILD.matcher(this.text.original()).replaceFirst(""));
        for (Heredoc heredoc : heredocs) {
            text.append('\n').append(heredoc.content()).append(heredoc.name());
        }
        return new OnBuild(range, this.text.original(), text.toString());
    }

    /** What is checked of a trigger before it is used: the form of its arguments, but neither its name nor its flags. */
    private void checkShape() {
        switch (text.upperKeyword()) {
            case "ENV", "LABEL" -> {
                if (!text.arguments().isEmpty()) {
                    new InstructionParser(
                                    new InstructionText(text.original(), text.keyword(), List.of(), text.arguments()),
                                    escape)
                            .keyValues();
                }
            }
            case "ADD", "CMD", "COPY", "ENTRYPOINT", "RUN", "SHELL", "VOLUME" -> json();
            default -> {}
        }
    }

    private Shell shell(SourceRange range) {
        flags(NO_FLAGS);
        if (text.arguments().isEmpty()) {
            throw problem("requires at least one argument", "Write SHELL [\"program\", \"argument\"].");
        }
        List<String> arguments = json().orElseThrow(() ->
                problem("requires its arguments in JSON form", "Write SHELL [\"program\", \"argument\"]."));
        if (arguments.isEmpty()) {
            throw problem("requires at least one argument", "Write SHELL [\"program\", \"argument\"].");
        }
        return new Shell(range, text.original(), arguments);
    }

    private Volume volume(SourceRange range) {
        List<String> paths =
                atLeastOne(jsonOrList()).stream().map(String::strip).toList();
        if (paths.contains("")) {
            throw problem("has an empty path", "Name directories of the image.");
        }
        return new Volume(range, text.original(), paths);
    }
}
