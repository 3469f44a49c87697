package io.kaniko.credentials.config;

import io.kaniko.spi.BuildException;
import io.kaniko.spi.RegistryCredentials;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One {@code config.json} or {@code auth.json}. Fields that have nothing to do with credentials are passed over. */
final class AuthFile {

    /** A user name by which helper programs say that the secret is an identity token. */
    private static final String IDENTITY_TOKEN_USER = "<token>";

    private final String name;
    private final Map<String, Map<String, @Nullable Object>> auths;
    private final Map<String, String> helpers;
    private final Optional<String> store;

    private AuthFile(
            String name,
            Map<String, Map<String, @Nullable Object>> auths,
            Map<String, String> helpers,
            Optional<String> store) {
        this.name = name;
        this.auths = auths;
        this.helpers = helpers;
        this.store = store;
    }

    /**
     * Reads a file's text; a blank one has no entries.
     *
     * @param name names the file in messages
     */
    static AuthFile parse(String name, String text) {
        if (text.isBlank()) {
            return new AuthFile(name, Map.of(), Map.of(), Optional.empty());
        }
        Object document;
        try {
            document = JsonReader.read(text);
        } catch (JsonReader.MalformedException e) {
            throw malformed(name, "it is not valid JSON: " + e.getMessage());
        }
        Map<String, @Nullable Object> root = object(name, "the document", document);
        Map<String, Map<String, @Nullable Object>> auths = new LinkedHashMap<>();
        object(name, "auths", root.get("auths"))
                .forEach((key, entry) -> auths.put(key, object(name, "the entry of auths for " + key, entry)));
        Map<String, String> helpers = new LinkedHashMap<>();
        object(name, "credHelpers", root.get("credHelpers"))
                .forEach((key, helper) -> helpers.put(key, string(name, "the helper for " + key, helper)));
        String store = string(name, "credsStore", root.get("credsStore"));
        return new AuthFile(name, auths, helpers, store.isEmpty() ? Optional.empty() : Optional.of(store));
    }

    String name() {
        return name;
    }

    /** The helper program that the file names for a registry itself. */
    Optional<String> helper(String registry) {
        return helpers.entrySet().stream()
                .filter(entry -> !entry.getValue().isEmpty())
                .filter(entry -> {
                    RegistryKey key = RegistryKey.parse(entry.getKey());
                    return key.path().isEmpty() && key.host().equals(RegistryKey.host(registry));
                })
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /** The helper program for all registries. */
    Optional<String> store() {
        return store;
    }

    /** The nearest entry of {@code auths} that holds a secret. */
    Optional<RegistryCredentials> entry(String registry, String repository) {
        RegistryCredentials best = null;
        int bestCloseness = -1;
        for (Map.Entry<String, Map<String, @Nullable Object>> entry : auths.entrySet()) {
            int closeness = RegistryKey.parse(entry.getKey())
                    .closeness(registry, repository)
                    .orElse(-1);
            if (closeness > bestCloseness) {
                Optional<RegistryCredentials> found = credentials(entry.getKey(), entry.getValue());
                if (found.isPresent()) {
                    best = found.get();
                    bestCloseness = closeness;
                }
            }
        }
        return Optional.ofNullable(best);
    }

    /** A user name and its secret, either of which may be missing. */
    static Optional<RegistryCredentials> credentials(String username, String secret) {
        if (username.equals(IDENTITY_TOKEN_USER)) {
            return secret.isEmpty() ? Optional.empty() : Optional.of(new RegistryCredentials.IdentityToken(secret));
        }
        return username.isEmpty() && secret.isEmpty()
                ? Optional.empty()
                : Optional.of(new RegistryCredentials.UserPassword(username, secret));
    }

    private Optional<RegistryCredentials> credentials(String key, Map<String, @Nullable Object> entry) {
        String registryToken = field(key, entry, "registrytoken");
        if (!registryToken.isEmpty()) {
            return Optional.of(new RegistryCredentials.BearerToken(registryToken));
        }
        String identityToken = field(key, entry, "identitytoken");
        if (!identityToken.isEmpty()) {
            return Optional.of(new RegistryCredentials.IdentityToken(identityToken));
        }
        String auth = field(key, entry, "auth");
        return auth.isBlank()
                ? credentials(field(key, entry, "username"), field(key, entry, "password"))
                : decoded(key, auth);
    }

    private Optional<RegistryCredentials> decoded(String key, String auth) {
        String pair;
        try {
            pair = new String(Base64.getDecoder().decode(auth.replaceAll("\\s", "")), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw malformed(name, "the auth of " + key + " is not base64");
        }
        int colon = pair.indexOf(':');
        if (colon < 0) {
            throw malformed(name, "the auth of " + key + " is not \"user:password\" in base64");
        }
        // docker once wrote passwords with zero bytes behind them.
        return credentials(pair.substring(0, colon), pair.substring(colon + 1).replaceAll("\0+$", ""));
    }

    private String field(String key, Map<String, @Nullable Object> entry, String field) {
        return string(name, field + " of " + key, entry.get(field));
    }

    private static Map<String, @Nullable Object> object(String file, String what, @Nullable Object value) {
        if (value == null) {
            return Map.of();
        }
        if (!(value instanceof Map<?, ?> map)) {
            throw malformed(file, what + " must be a JSON object");
        }
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        map.forEach((key, member) -> members.put(String.valueOf(key), member));
        return members;
    }

    private static String string(String file, String what, @Nullable Object value) {
        if (value == null) {
            return "";
        }
        if (!(value instanceof String text)) {
            throw malformed(file, what + " must be a text");
        }
        return text;
    }

    private static BuildException malformed(String file, String reason) {
        return new BuildException(
                BuildException.Kind.USER,
                "Cannot read registry credentials from " + file + ": " + reason + ".",
                "Correct it; where a script writes it, look at the quoting of its variables.");
    }
}
