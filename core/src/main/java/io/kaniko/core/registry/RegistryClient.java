package io.kaniko.core.registry;

import io.kaniko.core.credentials.Keychain;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One registry: finds out how it speaks, then asks it what the verbs say, with credentials and retries. */
final class RegistryClient {

    /** As long as go-containerregistry waits. */
    private static final Duration HEAD_START_OF_TLS = Duration.ofMillis(300);

    private final RegistryHost host;
    private final RegistryOptions options;
    private final Exchange exchange;
    private final Authorizer authorizer;
    private final Retries retries;
    private final Failures failures;
    private final ReentrantLock pingLock = new ReentrantLock();
    private volatile @Nullable URI base;

    RegistryClient(
            RegistryHost host,
            RegistryOptions options,
            Exchange exchange,
            Keychain keychain,
            Retries retries,
            InstantSource clock) {
        this.host = host;
        this.options = options;
        this.exchange = exchange;
        this.retries = retries;
        this.failures = new Failures(clock);
        this.authorizer = new Authorizer(host, keychain, new TokenFetch(exchange, failures), clock);
    }

    /** A fault of this machine in the middle of a transfer, which is no fault of the registry. */
    static final class LocalFailure extends IOException {
        private static final long serialVersionUID = 1L;

        LocalFailure(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }

    RegistryHost host() {
        return host;
    }

    Failures failures() {
        return failures;
    }

    /**
     * Asks, and asks again where the reason passes.
     *
     * @param more attempts than usual
     */
    <T> T ask(RegistryVerb<T> verb, int more) throws IOException, InterruptedException {
        return retries.run(more, () -> askOnce(verb));
    }

    /** Like {@link #ask}, for work that makes progress even when it fails: attempts count anew while it grows. */
    <T> T resume(RegistryVerb<T> verb, int more, LongSupplier progress) throws IOException, InterruptedException {
        return retries.run(more, progress, () -> askOnce(verb));
    }

    /** Repeats several questions together where the reason of a failure passes. */
    <T> T again(int more, Retries.Attempt<T> questions) throws IOException, InterruptedException {
        return retries.run(more, questions);
    }

    /**
     * Asks once; only a token that has run out is renewed.
     *
     * @throws RegistryException for a refusal and for a broken connection
     * @throws IOException for a fault of this machine
     */
    <T> T askOnce(RegistryVerb<T> verb) throws IOException, InterruptedException {
        try (HttpAnswer answer = send(verb)) {
            if (!verb.accepts(answer.status())) {
                boolean credentialsMatter = Set.of(401, 403, 404, 429).contains(answer.status());
                throw failures.refused(verb.doing(), host, answer, credentialsMatter ? authorizer.asked() : "");
            }
            return verb.read(answer);
        } catch (LocalFailure e) {
            throw e.getCause() instanceof IOException cause ? cause : e;
        } catch (Exchange.RefusedRedirectException e) {
            throw failures.nonsense(verb.doing(), host, "cannot be followed: " + e.getMessage(), e);
        } catch (IOException e) {
            throw failures.broken(verb.doing(), host, e);
        }
    }

    private HttpAnswer send(RegistryVerb<?> verb) throws IOException, InterruptedException {
        URI registry = base();
        HttpCall call = verb.call(registry);
        if (!Exchange.sameOrigin(registry, call.uri())) {
            call = call.to(upgraded(registry, call.uri()));
        }
        if (!Exchange.sameOrigin(registry, call.uri())) {
            exchange.check(registry, call.uri());
            return exchange.send(call);
        }
        Authorizer.Purpose purpose = new Authorizer.Purpose(verb.repository(), verb.scopes());
        Authorizer.Authorization authorization = authorizer.authorize(registry, purpose);
        while (true) {
            HttpAnswer answer = exchange.send(authorized(call, authorization));
            if (answer.status() != 401 || !Exchange.sameOrigin(registry, answer.uri())) {
                return answer;
            }
            Optional<Challenge> challenge = Challenge.parse(answer.headers().allValues("WWW-Authenticate"));
            Optional<Authorizer.Authorization> next = authorizer.renew(registry, purpose, authorization, challenge);
            if (next.isEmpty()) {
                return answer;
            }
            answer.close();
            authorization = next.get();
        }
    }

    private static HttpCall authorized(HttpCall call, Authorizer.Authorization authorization) {
        return authorization
                .header()
                .map(value -> call.withHeader("Authorization", value))
                .orElse(call);
    }

    /** A registry behind a proxy that speaks TLS for it may not know of it, and name itself with http. */
    private static URI upgraded(URI registry, URI target) {
        boolean same = registry.getScheme().equals("https")
                && "http".equals(target.getScheme())
                && registry.getHost().equalsIgnoreCase(target.getHost())
                && (target.getPort() == registry.getPort() || target.getPort() < 0);
        return same
                ? URI.create(registry.getScheme() + "://" + registry.getRawAuthority()
                        + target.toString().substring(target.toString().indexOf('/', "http://".length())))
                : target;
    }

    /** The registry's address with its scheme, found out by asking {@code /v2/} once. */
    private URI base() throws IOException, InterruptedException {
        URI known = base;
        if (known != null) {
            return known;
        }
        pingLock.lockInterruptibly();
        try {
            if (base == null) {
                base = ping();
            }
            return base;
        } finally {
            pingLock.unlock();
        }
    }

    /**
     * TLS first. Where plain HTTP will do, it gets its chance when TLS fails, or has not come about after a moment:
     * a server without TLS may wait for ever for the rest of what it takes for a request.
     */
    private URI ping() throws IOException, InterruptedException {
        URI secure = URI.create("https://" + host.server() + "/v2/");
        URI plain = URI.create("http://" + host.server() + "/v2/");
        if (!options.mayUsePlainHttp(host)) {
            return ping(secure, List.of());
        }
        // Nobody waits for the attempt to end: a server that never answers a TLS greeting holds it for a while.
        FutureTask<URI> tls = new FutureTask<>(() -> ping(secure, List.of()));
        Thread.startVirtualThread(tls);
        try {
            return tls.get(HEAD_START_OF_TLS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            return eitherOf(tls, plain);
        } catch (TimeoutException e) {
            return eitherOf(tls, plain);
        } finally {
            tls.cancel(true);
        }
    }

    private URI eitherOf(Future<URI> tls, URI plain) throws IOException, InterruptedException {
        try {
            // 400 or a redirect is what servers that want TLS say to plain HTTP.
            return ping(plain, List.of(400));
        } catch (IOException plainFailure) {
            try {
                return tls.get();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof IOException tlsFailure) {
                    tlsFailure.addSuppressed(plainFailure);
                    throw tlsFailure;
                }
                throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e);
            }
        }
    }

    private URI ping(URI address, List<Integer> refused) throws IOException, InterruptedException {
        try (HttpAnswer answer = exchange.send(new HttpCall("GET", address))) {
            boolean elsewhere = !Exchange.sameOrigin(address, answer.uri())
                    && address.getScheme().equals("http");
            if (refused.contains(answer.status()) || elsewhere) {
                throw new IOException(address.getAuthority() + " answered " + answer.status() + " to plain HTTP");
            }
            if (answer.status() == 401) {
                Challenge.parse(answer.headers().allValues("WWW-Authenticate")).ifPresent(authorizer::expect);
            }
            return address;
        }
    }
}
