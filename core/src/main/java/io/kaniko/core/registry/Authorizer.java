package io.kaniko.core.registry;

import io.kaniko.core.credentials.Keychain;
import io.kaniko.spi.RegistryCredentials;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Convinces one registry: picks credentials, exchanges them for tokens where the registry wants tokens, keeps tokens
 * while they count, and gets new ones when the registry refuses an old one in the middle of a long push.
 */
final class Authorizer {

    /** A token this close to its end is not used any more, so that it does not run out on the way. */
    private static final Duration SAFETY = Duration.ofSeconds(5);

    private final RegistryHost host;
    private final Keychain keychain;
    private final TokenFetch tokenFetch;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Purpose, KnownToken> tokens = new HashMap<>();
    private final Map<String, Keychain.Answer> chosen = new HashMap<>();
    private Challenge challenge = new Challenge.None();

    Authorizer(RegistryHost host, Keychain keychain, TokenFetch tokenFetch, InstantSource clock) {
        this.host = host;
        this.keychain = keychain;
        this.tokenFetch = tokenFetch;
        this.clock = clock;
    }

    /**
     * What a request needs.
     *
     * @param repository whose credentials count
     * @param scopes for a token, that of the repository first: some registries read only the first
     */
    record Purpose(String repository, List<String> scopes) {}

    /**
     * What goes with a request.
     *
     * @param header the value of Authorization, where there is one
     * @param fresh whether the registry has not yet had the occasion to refuse it
     */
    record Authorization(Optional<String> header, boolean fresh) {
        @Override
        public String toString() {
            return "Authorization[***]";
        }
    }

    private record KnownToken(String header, Instant end) {}

    /** Learns what the registry asks for. */
    void expect(Challenge newChallenge) {
        lock.lock();
        try {
            challenge = newChallenge;
        } finally {
            lock.unlock();
        }
    }

    /** The authorization for a request, as far as the registry's wishes are known. */
    Authorization authorize(URI registry, Purpose purpose) throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            KnownToken known = tokens.get(purpose);
            if (known != null && clock.instant().isBefore(known.end())) {
                return new Authorization(Optional.of(known.header()), false);
            }
            return make(registry, purpose, purpose.scopes());
        } finally {
            lock.unlock();
        }
    }

    /**
     * Another authorization after the registry has answered 401: a new token with the same credentials where the old
     * one may just have run out, else one with the credentials of the next source.
     *
     * @return empty where there is nothing else to try
     */
    Optional<Authorization> renew(URI registry, Purpose purpose, Authorization refused, Optional<Challenge> answered)
            throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            boolean asksAnew =
                    answered.isPresent() && !answered.get().getClass().equals(challenge.getClass());
            answered.ifPresent(newer -> challenge = newer);
            KnownToken known = tokens.get(purpose);
            if (known != null
                    && refused.header().isPresent()
                    && !known.header().equals(refused.header().get())) {
                return Optional.of(new Authorization(Optional.of(known.header()), false));
            }
            tokens.remove(purpose);
            if (refused.fresh() && !asksAnew && !chooseNext(purpose.repository())) {
                return Optional.empty();
            }
            List<String> scopes = new ArrayList<>(purpose.scopes());
            if (challenge instanceof Challenge.Bearer bearer) {
                bearer.scopes().stream()
                        .filter(scope -> !scopes.contains(scope))
                        .forEach(scopes::add);
            }
            Authorization next = make(registry, purpose, scopes);
            return next.header().equals(refused.header()) && !(challenge instanceof Challenge.Bearer)
                    ? Optional.empty()
                    : Optional.of(next);
        } finally {
            lock.unlock();
        }
    }

    /** Who was asked for credentials, for a message. */
    String asked() {
        return "credential sources: " + keychain.asked(host.name());
    }

    private Authorization make(URI registry, Purpose purpose, List<String> scopes)
            throws IOException, InterruptedException {
        while (true) {
            Optional<RegistryCredentials> credentials = choose(purpose.repository());
            if (credentials.isPresent() && credentials.get() instanceof RegistryCredentials.BearerToken bearer) {
                return new Authorization(Optional.of("Bearer " + bearer.token()), true);
            }
            try {
                return switch (challenge) {
                    case Challenge.None none -> new Authorization(Optional.empty(), true);
                    case Challenge.Basic basic -> new Authorization(credentials.map(Authorizer::basic), true);
                    case Challenge.Bearer bearer -> {
                        TokenFetch.Token token =
                                tokenFetch.fetch(host, registry, bearer, scopes, credentials, this::asked);
                        String header = "Bearer " + token.text();
                        Duration life = token.life().minus(SAFETY);
                        tokens.put(
                                purpose, new KnownToken(header, clock.instant().plus(life)));
                        yield new Authorization(Optional.of(header), true);
                    }
                };
            } catch (RegistryException e) {
                boolean refused =
                        e.status().equals(OptionalInt.of(401)) || e.status().equals(OptionalInt.of(403));
                if (!refused || !chooseNext(purpose.repository())) {
                    throw e;
                }
            }
        }
    }

    private Optional<RegistryCredentials> choose(String repository) {
        List<Keychain.Answer> answers = keychain.ask(host.name(), repository);
        Keychain.Answer current = chosen.get(repository);
        if (current == null || !answers.contains(current)) {
            if (answers.isEmpty()) {
                chosen.remove(repository);
                return Optional.empty();
            }
            current = answers.getFirst();
            chosen.put(repository, current);
        }
        return Optional.of(current.credentials());
    }

    private boolean chooseNext(String repository) {
        Keychain.Answer current = chosen.get(repository);
        Optional<Keychain.Answer> next =
                current == null ? Optional.empty() : keychain.askNext(host.name(), repository, current);
        next.ifPresent(answer -> chosen.put(repository, answer));
        return next.isPresent();
    }

    private static String basic(RegistryCredentials credentials) {
        return switch (credentials) {
            case RegistryCredentials.UserPassword user -> TokenFetch.basic(user.username(), user.password());
            case RegistryCredentials.IdentityToken identity -> TokenFetch.basic("<token>", identity.token());
            case RegistryCredentials.BearerToken bearer -> "Bearer " + bearer.token();
        };
    }
}
