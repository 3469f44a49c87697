package io.kaniko.core.cli;

import io.kaniko.core.build.BuildRequest.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads {@code --secret id=..,src=..}: {@code src} or {@code source} is a file, {@code env} a variable, {@code type=env}
 * makes {@code src} a variable; with an id alone it is the variable of that name, or else the file.
 */
final class SecretFlag {

    private static final Set<String> KEYS = Set.of("id", "src", "source", "env", "type");

    private SecretFlag() {}

    /** All secrets by id; what is wrong goes to {@code problems}. Values are not read here. */
    static Map<String, Secret> read(
            List<String> flags, Map<String, String> environment, Path workingDirectory, List<String> problems) {
        Map<String, Secret> secrets = new LinkedHashMap<>();
        for (String flag : flags) {
            try {
                Map<String, String> fields = fields(flag);
                String id = fields.getOrDefault("id", "");
                if (id.isEmpty()) {
                    throw new IllegalArgumentException("it has no id");
                }
                if (secrets.put(id, source(id, fields, environment, workingDirectory)) != null) {
                    throw new IllegalArgumentException("the id \"" + id + "\" is given twice");
                }
            } catch (IllegalArgumentException e) {
                problems.add("invalid --secret " + flag + ": " + e.getMessage());
            }
        }
        return secrets;
    }

    private static Map<String, String> fields(String flag) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String field : split(flag)) {
            int sign = field.indexOf('=');
            String key = sign < 0 ? field : field.substring(0, sign);
            if (!KEYS.contains(key)) {
                throw new IllegalArgumentException("unknown key \"" + key + "\"; known are id, src, env and type");
            }
            fields.put(key.equals("source") ? "src" : key, sign < 0 ? "" : field.substring(sign + 1));
        }
        return fields;
    }

    /** Comma separated; a field in quotes may hold commas, and two quotes in it are one. */
    private static List<String> split(String flag) {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < flag.length(); i++) {
            char c = flag.charAt(i);
            boolean escaped = quoted && c == '"' && i + 1 < flag.length() && flag.charAt(i + 1) == '"';
            if (escaped) {
                field.append('"');
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                fields.add(field.toString());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        fields.add(field.toString());
        return fields;
    }

    private static Secret source(
            String id, Map<String, String> fields, Map<String, String> environment, Path workingDirectory) {
        String type = fields.getOrDefault("type", "");
        String source = fields.get("src");
        String variable = fields.get("env");
        if (!Set.of("", "file", "env").contains(type)) {
            throw new IllegalArgumentException("type is file or env, not \"" + type + "\"");
        }
        if (source != null && variable != null) {
            throw new IllegalArgumentException("it has both src and env");
        }
        if (type.equals("file") && variable != null) {
            throw new IllegalArgumentException("type=file takes src, not env");
        }
        if (variable != null || type.equals("env")) {
            return variable(variable != null ? variable : source != null ? source : id, environment);
        }
        if (source == null && type.isEmpty() && environment.containsKey(id)) {
            return new Secret.FromVariable(id);
        }
        Path file = workingDirectory.resolve(source != null ? source : id);
        if (!Files.exists(file)) {
            throw new IllegalArgumentException(
                    "there is no file " + file + (source == null ? " and no environment variable " + id : ""));
        }
        return new Secret.FromFile(file);
    }

    private static Secret variable(String name, Map<String, String> environment) {
        if (!environment.containsKey(name)) {
            throw new IllegalArgumentException("the environment variable " + name + " is not set");
        }
        return new Secret.FromVariable(name);
    }
}
