package io.kaniko.core.registry;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How a registry wants to be convinced: its {@code WWW-Authenticate} header (RFC 9110, 11.6.1). */
sealed interface Challenge {

    /** Nothing is asked for. */
    record None() implements Challenge {}

    /** User name and password with each request. */
    record Basic() implements Challenge {}

    /**
     * A token of a token server.
     *
     * @param realm the token server's address, as the registry wrote it
     * @param service what the token server knows the registry as; may be empty
     * @param scopes what the refused request would have needed; may be empty
     */
    record Bearer(String realm, String service, List<String> scopes) implements Challenge {}

    Pattern SCHEME = Pattern.compile("(?:^|,)\\s*(Basic|Bearer)(?=\\s|,|$)", Pattern.CASE_INSENSITIVE);
    Pattern PARAMETER =
            Pattern.compile("\\G[\\s,]*([A-Za-z0-9_.-]+)\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^\\s,\"]*))");

    /** The first challenge that is understood, of all the headers of an answer. */
    static Optional<Challenge> parse(List<String> headers) {
        for (String header : headers) {
            Matcher scheme = SCHEME.matcher(withoutQuoted(header));
            while (scheme.find()) {
                if (scheme.group(1).equalsIgnoreCase("basic")) {
                    return Optional.of(new Basic());
                }
                Bearer bearer = bearer(header.substring(scheme.end()));
                if (!bearer.realm().isEmpty()) {
                    return Optional.of(bearer);
                }
            }
        }
        return Optional.empty();
    }

    private static Bearer bearer(String parameters) {
        String realm = "";
        String service = "";
        List<String> scopes = List.of();
        Matcher parameter = PARAMETER.matcher(parameters);
        while (parameter.find()) {
            String value = parameter.group(2) == null
                    ? parameter.group(3)
                    : parameter.group(2).replaceAll("\\\\(.)", "$1");
            switch (parameter.group(1).toLowerCase(Locale.ROOT)) {
                case "realm" -> realm = value;
                case "service" -> service = value;
                case "scope" ->
                    scopes = value.isBlank() ? List.of() : List.of(value.strip().split("\\s+"));
                default -> {
                    // "error" and the like, which are for people.
                }
            }
        }
        return new Bearer(realm, service, scopes);
    }

    /** Masks quoted text, so that a scheme's name in it is not taken for a scheme; positions stay. */
    private static String withoutQuoted(String header) {
        StringBuilder masked = new StringBuilder(header);
        boolean quoted = false;
        for (int i = 0; i < masked.length(); i++) {
            char c = masked.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (quoted) {
                if (c == '\\' && i + 1 < masked.length()) {
                    masked.setCharAt(++i, '_');
                }
                masked.setCharAt(i, '_');
            }
        }
        return masked.toString();
    }
}
