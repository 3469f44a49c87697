package io.kaniko.core.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one {@code --mount}; its fields are what was read so far. Keys count in order: type comes before its own. */
final class MountParser {

    private static final List<String> TYPES = List.of("bind", "cache", "tmpfs", "secret", "ssh");
    private static final List<String> SHARING = List.of("shared", "private", "locked");
    private static final List<String> KEYS = List.of(
            "type",
            "from",
            "source",
            "src",
            "target",
            "dst",
            "destination",
            "readonly",
            "ro",
            "readwrite",
            "rw",
            "id",
            "sharing",
            "required",
            "mode",
            "uid",
            "gid",
            "size",
            "env");
    private static final Pattern VARIABLE = Pattern.compile("\\$.", Pattern.DOTALL);
    private static final int SECRET_MODE = 0400;
    private static final int SSH_MODE = 0600;

    private final UnaryOperator<String> expand;
    private String type = "bind";
    private String source = "";
    private String target = "";
    private String id = "";
    private @Nullable String from;
    private @Nullable String environment;
    private @Nullable String sharing;
    private @Nullable Boolean readOnly;
    private boolean required;
    private OptionalInt mode = OptionalInt.empty();
    private OptionalInt uid = OptionalInt.empty();
    private OptionalInt gid = OptionalInt.empty();
    private OptionalLong size = OptionalLong.empty();

    MountParser(UnaryOperator<String> expand) {
        this.expand = expand;
    }

    MountSpec parse(String raw) {
        for (String field : fields(raw)) {
            int equals = field.indexOf('=');
            if (equals < 0) {
                flag(field);
            } else {
                String key = field.substring(0, equals).toLowerCase(Locale.ROOT);
                String value = field.substring(equals + 1);
                if (key.equals("from")) {
                    checkFromValue(value);
                }
                pair(field, key, key.equals("from") ? value : expand.apply(value));
            }
        }
        return mount();
    }

    static void checkFrom(String raw) {
        for (String field : fields(raw)) {
            if (field.toLowerCase(Locale.ROOT).startsWith("from=")) {
                checkFromValue(field.substring("from=".length()));
            }
        }
    }

    private static void checkFromValue(String value) {
        if (VARIABLE.matcher(value).find()) {
            throw new InstructionProblem(
                    "--mount: from=" + value + " cannot have variables",
                    "Name a stage there, and give the variable to that stage's FROM.");
        }
    }

    /** Splits at commas; a field may stand in double quotes, in which two of them mean one. */
    private static List<String> fields(String raw) {
        List<String> fields = new ArrayList<>();
        int position = 0;
        while (true) {
            StringBuilder field = new StringBuilder();
            if (raw.startsWith("\"", position)) {
                position = quotedField(raw, position + 1, field);
            } else {
                while (position < raw.length() && raw.charAt(position) != ',') {
                    field.append(raw.charAt(position++));
                }
                if (field.indexOf("\"") >= 0) {
                    throw badQuote(raw);
                }
            }
            fields.add(field.toString());
            if (position == raw.length()) {
                return fields;
            }
            if (raw.charAt(position) != ',') {
                throw badQuote(raw);
            }
            position++;
        }
    }

    private static int quotedField(String raw, int start, StringBuilder field) {
        int position = start;
        while (position < raw.length()) {
            char character = raw.charAt(position++);
            if (character != '"') {
                field.append(character);
            } else if (raw.startsWith("\"", position)) {
                field.append('"');
                position++;
            } else {
                return position;
            }
        }
        throw badQuote(raw);
    }

    private static InstructionProblem badQuote(String raw) {
        return new InstructionProblem(
                "--mount: a double quote in \"" + raw + "\" is out of place",
                "Quote a whole field: 'type=bind,\"target=/a,b\"'.");
    }

    private void flag(String field) {
        switch (field.toLowerCase(Locale.ROOT)) {
            case "readonly", "ro" -> readOnly = true;
            case "readwrite", "rw" -> readOnly = false;
            case "required" -> {
                requireType("required", "secret", "ssh");
                required = true;
            }
            default ->
                throw new InstructionProblem(
                        "--mount: \"" + field + "\" is not key=value",
                        "Without a value only ro, rw and required may stand.");
        }
    }

    private void pair(String field, String key, String value) {
        switch (key) {
            case "type" -> type = choice("type", value, TYPES);
            case "from" -> from = value;
            case "source", "src" -> source = value;
            case "target", "dst", "destination" -> target = value;
            case "readonly", "ro" -> readOnly = bool(key, value);
            case "readwrite", "rw" -> readOnly = !bool(key, value);
            case "required" -> {
                requireType(key, "secret", "ssh");
                required = bool(key, value);
            }
            case "size" -> {
                requireType(key, "tmpfs");
                size = OptionalLong.of(size(value));
            }
            case "id" -> id = value;
            case "env" -> environment = value;
            case "sharing" -> sharing = choice("sharing", value, SHARING);
            case "mode" -> mode = OptionalInt.of(number(key, value, 8));
            case "uid" -> uid = OptionalInt.of(number(key, value, 10));
            case "gid" -> gid = OptionalInt.of(number(key, value, 10));
            default ->
                throw new InstructionProblem(
                        "--mount: unknown key \"" + key + "\" in \"" + field + "\"", NearSpelling.remedy(key, KEYS));
        }
    }

    private void requireType(String key, String... types) {
        if (!List.of(types).contains(type)) {
            throw new InstructionProblem(
                    "--mount: " + key + " does not belong to type " + type,
                    "It belongs to type " + String.join(" or ", types) + ", which must stand before it.");
        }
    }

    private static String choice(String key, String value, List<String> known) {
        String lower = value.toLowerCase(Locale.ROOT);
        if (!known.contains(lower)) {
            throw new InstructionProblem(
                    "--mount: unsupported " + key + " \"" + value + "\"", NearSpelling.remedy(value, known));
        }
        return lower;
    }

    private static boolean bool(String key, String value) {
        return switch (value) {
            case "1", "t", "T", "true", "True", "TRUE" -> true;
            case "0", "f", "F", "false", "False", "FALSE" -> false;
            default ->
                throw new InstructionProblem(
                        "--mount: " + key + " is true or false, not \"" + value + "\"", "Write " + key + "=true.");
        };
    }

    private static int number(String key, String value, int radix) {
        try {
            if (!value.startsWith("+")) {
                return Integer.parseUnsignedInt(value, radix);
            }
        } catch (NumberFormatException notANumber) {
            // reported below
        }
        throw new InstructionProblem(
                "--mount: " + key + " is not a number: \"" + value + "\"",
                radix == 8 ? "Write octal digits: 0400." : "Write digits; names are not looked up.");
    }

    private static long size(String value) {
        try {
            return ByteSize.parse(value);
        } catch (IllegalArgumentException wrong) {
            throw new InstructionProblem("--mount: size: " + wrong.getMessage(), "Write a number and a unit: 64m, 1g.");
        }
    }

    private MountSpec mount() {
        checkCombination();
        Optional<String> origin = Optional.ofNullable(from);
        return switch (type) {
            case "cache" ->
                new MountSpec.Cache(
                        target,
                        id.isEmpty() ? Optional.empty() : Optional.of(id),
                        source,
                        origin,
                        Boolean.TRUE.equals(readOnly),
                        sharing == null
                                ? MountSpec.Sharing.SHARED
                                : MountSpec.Sharing.valueOf(sharing.toUpperCase(Locale.ROOT)),
                        mode,
                        uid,
                        gid);
            case "tmpfs" -> new MountSpec.Tmpfs(target, size);
            case "secret" -> secret();
            case "ssh" ->
                new MountSpec.Ssh(
                        id.isEmpty() ? "default" : id,
                        target,
                        required,
                        mode.orElse(SSH_MODE),
                        uid.orElse(0),
                        gid.orElse(0));
            default -> new MountSpec.Bind(target, source, origin, !Boolean.FALSE.equals(readOnly));
        };
    }

    private MountSpec.Secret secret() {
        String name = !source.isEmpty() ? source : !id.isEmpty() ? id : target.substring(target.lastIndexOf('/') + 1);
        return new MountSpec.Secret(
                name,
                target,
                Optional.ofNullable(environment),
                required,
                mode.orElse(SECRET_MODE),
                uid.orElse(0),
                gid.orElse(0));
    }

    private void checkCombination() {
        if (type.equals("bind") || type.equals("tmpfs")) {
            refuse(mode.isPresent(), "mode");
            refuse(uid.isPresent(), "uid");
            refuse(gid.isPresent(), "gid");
        }
        refuse(sharing != null && !type.equals("cache"), "sharing");
        refuse(environment != null && !type.equals("secret"), "env");
        refuse(type.equals("secret") && from != null, "from");
        refuse(type.equals("ssh") && !source.isEmpty(), "source");
        if (type.equals("secret") && source.isEmpty() && id.isEmpty() && target.isEmpty()) {
            throw new InstructionProblem("--mount: the secret has no id", "Write type=secret,id=NAME.");
        }
        if (type.equals("secret") && !source.isEmpty() && !id.isEmpty()) {
            throw new InstructionProblem(
                    "--mount: the secret has both an id and a source", "Remove one; they mean the same.");
        }
        if (target.equals("/") && !type.equals("secret") && !type.equals("ssh")) {
            throw new InstructionProblem("--mount: invalid mount target \"/\"", "Mount on a directory below it.");
        }
    }

    private void refuse(boolean given, String key) {
        if (given) {
            throw new InstructionProblem(
                    "--mount: " + key + " does not belong to type " + type, "Remove " + key + ", or change the type.");
        }
    }
}
