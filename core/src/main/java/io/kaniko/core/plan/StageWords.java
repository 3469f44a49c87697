package io.kaniko.core.plan;

import io.kaniko.core.dockerfile.Arg;
import io.kaniko.core.dockerfile.Env;
import io.kaniko.core.dockerfile.Instruction;
import io.kaniko.core.dockerfile.KeyValue;
import io.kaniko.core.lint.SecretNames;
import io.kaniko.core.variables.BuildScope;
import io.kaniko.core.variables.GlobalScope;
import io.kaniko.core.variables.WordExpander;
import io.kaniko.spi.BuildException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.regex.Pattern;

/**
 * Instructions on one line each, with the variables replaced that are known before anything is built. What only the
 * base image knows stays as it was written, and so does what seems to hold a secret.
 */
final class StageWords {

    private static final Pattern CREDENTIALS = Pattern.compile("://[^/@\\s]+@");

    /** Keeps what is not set, so that it can still be read in whatever is made of it. */
    private final WordExpander words;

    private final SequencedMap<String, String> environment;
    private BuildScope scope;

    private StageWords(WordExpander words, BuildScope scope, SequencedMap<String, String> environment) {
        this.words = words;
        this.scope = scope;
        this.environment = environment;
    }

    /** The words of a stage that begins with an image, or with nothing. */
    static StageWords ofImage(GlobalScope global, char escape) {
        SequencedMap<String, String> nothing = new LinkedHashMap<>();
        return new StageWords(
                new WordExpander(escape, WordExpander.Mode.UNQUOTE), BuildScope.ofImage(global, nothing), nothing);
    }

    /** The words of a stage that begins where this one has ended. */
    StageWords next() {
        return new StageWords(words, scope.inherited(environment), new LinkedHashMap<>(environment));
    }

    /** The instruction as it will be carried out; the next call sees what it has set. */
    String after(Instruction instruction) {
        String text = StepText.oneLine(instruction);
        try {
            return switch (instruction) {
                case Arg arg -> declared(arg);
                case Env env -> {
                    String shown = expanded(text);
                    set(env);
                    yield shown;
                }
                default -> isExpanded(instruction) ? expanded(text) : text;
            };
        } catch (BuildException wrong) {
            // The build says so when it gets there.
            return text;
        }
    }

    private static boolean isExpanded(Instruction instruction) {
        return switch (instruction.keyword()) {
            case "ADD", "COPY", "EXPOSE", "LABEL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR" -> true;
            default -> false;
        };
    }

    private String expanded(String text) {
        String shown = words.with(WordExpander.Mode.HISTORY).expandWord(text, scope.forExpansion());
        return CREDENTIALS.matcher(shown).replaceAll("://***@");
    }

    private String declared(Arg arg) {
        List<String> shown = new ArrayList<>(List.of("ARG"));
        for (Arg.Declaration declaration : arg.declarations()) {
            String name = declaration.name();
            if (SecretNames.looksSecret(name)) {
                shown.add(name);
                continue;
            }
            scope = scope.arg(name, declaration.defaultValue(), words);
            String value = scope.argument(name).map(text -> "=" + text).orElse("");
            shown.add(CREDENTIALS.matcher(name + value).replaceAll("://***@"));
        }
        return String.join(" ", shown);
    }

    private void set(Env env) {
        BuildScope before = scope;
        for (KeyValue pair : env.variables()) {
            String name = words.expandWord(pair.key(), before.forExpansion());
            if (!SecretNames.looksSecret(name)) {
                String value = words.expandWord(pair.value(), before.forExpansion());
                scope = scope.env(name, value);
                environment.put(name, value);
            }
        }
    }
}
