package io.kaniko.context.https;

import io.kaniko.spi.BuildException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Logins by host, as {@code .netrc} has them for ftp and curl. The first entry of a host counts, {@code default} last. */
final class Netrc {

    static final Netrc NONE = new Netrc(Map.of());

    private static final long LONGEST_BYTES = 1024 * 1024;
    private static final String DEFAULT = "";

    private final Map<String, Login> logins;

    private Netrc(Map<String, Login> logins) {
        this.logins = logins;
    }

    /** A user and the password. */
    record Login(String user, String password) {

        /** Holds a secret. */
        @Override
        public String toString() {
            return "Login[" + user + "]";
        }
    }

    static Netrc read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw unusable(file, "there is no such file");
        }
        if (Files.size(file) > LONGEST_BYTES) {
            throw unusable(file, "it is longer than 1 MiB");
        }
        return parse(Files.readString(file, StandardCharsets.ISO_8859_1));
    }

    private static BuildException unusable(Path file, String reason) {
        return new BuildException(
                BuildException.Kind.USER,
                "Cannot read the credentials file " + file + ": " + reason + ".",
                "Check the environment variable NETRC.");
    }

    static Netrc parse(String text) {
        Map<String, Login> logins = new LinkedHashMap<>();
        @Nullable String machine = null;
        String user = "";
        String password = "";
        Deque<String> words = words(text);
        while (!words.isEmpty()) {
            String word = words.remove();
            switch (word) {
                case "machine", "default" -> {
                    put(logins, machine, user, password);
                    machine = word.equals("default") ? DEFAULT : next(words).toLowerCase(Locale.ROOT);
                    user = "";
                    password = "";
                }
                case "login" -> user = next(words);
                case "password" -> password = next(words);
                case "account" -> next(words);
                default -> {
                    // Words that other programs understand.
                }
            }
        }
        put(logins, machine, user, password);
        return new Netrc(logins);
    }

    Optional<Login> find(String host) {
        return Optional.ofNullable(logins.get(host)).or(() -> Optional.ofNullable(logins.get(DEFAULT)));
    }

    private static void put(Map<String, Login> logins, @Nullable String machine, String user, String password) {
        if (machine != null && !(user.isEmpty() && password.isEmpty())) {
            logins.putIfAbsent(machine, new Login(user, password));
        }
    }

    private static String next(Deque<String> words) {
        return words.isEmpty() ? "" : words.remove();
    }

    /** Comments go to the end of the line, macros to the next empty one. */
    private static Deque<String> words(String text) {
        Deque<String> words = new ArrayDeque<>();
        boolean macro = false;
        for (String line : text.lines().toList()) {
            if (macro) {
                macro = !line.isBlank();
                continue;
            }
            for (String word : line.strip().split("\\s+")) {
                if (word.startsWith("#") && !isValue(words)) {
                    break;
                }
                if (word.equals("macdef") && !isValue(words)) {
                    macro = true;
                    break;
                }
                if (!word.isEmpty()) {
                    words.add(word);
                }
            }
        }
        return words;
    }

    /** Whether the next word belongs to the one before it: a password may begin with a #. */
    private static boolean isValue(Deque<String> words) {
        String last = words.peekLast();
        return last != null && (last.equals("password") || last.equals("login") || last.equals("machine"));
    }
}
