package io.kaniko.core.registry;

import io.kaniko.spi.RegistryCredentials;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks a token server for an access token (distribution's token and OAuth2 protocols). */
final class TokenFetch {

    private static final int LONGEST_ANSWER_BYTES = 64 * 1024;
    private static final Duration USUAL_LIFE = Duration.ofSeconds(60);
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Exchange exchange;
    private final Failures failures;

    TokenFetch(Exchange exchange, Failures failures) {
        this.exchange = exchange;
        this.failures = failures;
    }

    /**
     * An access token.
     *
     * @param life how long it counts from now
     */
    record Token(String text, Duration life) {
        @Override
        public String toString() {
            return "Token[***]";
        }
    }

    /**
     * Fetches a token.
     *
     * @param registry the address of the registry whose challenge this answers
     * @param asked who was asked for credentials, for a message
     * @throws RegistryException with status 401 or 403 where the credentials are not good enough
     */
    Token fetch(
            RegistryHost host,
            URI registry,
            Challenge.Bearer challenge,
            List<String> scopes,
            Optional<RegistryCredentials> credentials,
            Supplier<String> asked)
            throws IOException, InterruptedException {
        String doing = "get an access token for " + (scopes.isEmpty() ? host : String.join(" ", scopes));
        URI realm;
        try {
            realm = registry.resolve(challenge.realm());
        } catch (IllegalArgumentException e) {
            throw failures.nonsense(doing, host, "names a token server whose address is not a URL", e);
        }
        exchange.check(registry, realm);
        HttpAnswer answer =
                credentials.isPresent() && credentials.get() instanceof RegistryCredentials.IdentityToken identity
                        ? refresh(realm, challenge, scopes, identity)
                        : exchange.send(query(realm, challenge, scopes, credentials));
        try (answer) {
            if (answer.status() != 200) {
                throw failures.refused(doing, host, answer, asked.get());
            }
            return read(doing, host, answer);
        }
    }

    private HttpAnswer refresh(
            URI realm, Challenge.Bearer challenge, List<String> scopes, RegistryCredentials.IdentityToken identity)
            throws IOException, InterruptedException {
        List<String> form = new ArrayList<>();
        form.add(pair("grant_type", "refresh_token"));
        form.add(pair("refresh_token", identity.token()));
        form.add(pair("client_id", "kaniko"));
        if (!challenge.service().isEmpty()) {
            form.add(pair("service", challenge.service()));
        }
        form.add(pair("scope", String.join(" ", scopes)));
        byte[] body = String.join("&", form).getBytes(StandardCharsets.US_ASCII);
        HttpAnswer answer = exchange.send(new HttpCall(
                "POST", realm, Map.of("Content-Type", "application/x-www-form-urlencoded"), Body.of(body)));
        if (answer.status() != 404 && answer.status() != 405) {
            return answer;
        }
        // A token server without OAuth2; the older protocol takes the token as the password of a made-up user.
        answer.close();
        return exchange.send(query(
                realm,
                challenge,
                scopes,
                Optional.of(new RegistryCredentials.UserPassword("<token>", identity.token()))));
    }

    private static HttpCall query(
            URI realm, Challenge.Bearer challenge, List<String> scopes, Optional<RegistryCredentials> credentials) {
        List<String> query = new ArrayList<>();
        if (realm.getRawQuery() != null && !realm.getRawQuery().isEmpty()) {
            query.add(realm.getRawQuery());
        }
        if (!challenge.service().isEmpty()) {
            query.add(pair("service", challenge.service()));
        }
        scopes.forEach(scope -> query.add(pair("scope", scope)));
        String address = realm.toString().split("[?#]", 2)[0];
        HttpCall call =
                new HttpCall("GET", URI.create(address + (query.isEmpty() ? "" : "?" + String.join("&", query))));
        return credentials.isPresent() && credentials.get() instanceof RegistryCredentials.UserPassword user
                ? call.withHeader("Authorization", basic(user.username(), user.password()))
                : call;
    }

    static String basic(String username, String password) {
        byte[] pair = (username + ":" + password).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    private Token read(String doing, RegistryHost host, HttpAnswer answer) throws IOException {
        JsonNode document;
        try {
            document = JSON.readTree(answer.bytes(LONGEST_ANSWER_BYTES, "the token server's answer"));
        } catch (JacksonException e) {
            // The text of the JSON error could quote the token.
            throw failures.nonsense(doing, host, "has a token server that answers no JSON", null);
        }
        String text = document.path("token").asString("");
        if (text.isEmpty()) {
            text = document.path("access_token").asString("");
        }
        if (text.isEmpty()) {
            throw failures.nonsense(doing, host, "has a token server that answers without a token", null);
        }
        long seconds = document.path("expires_in").asLong(0);
        return new Token(text, seconds > 0 ? Duration.ofSeconds(seconds) : USUAL_LIFE);
    }

    private static String pair(String name, String value) {
        return name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
