package io.kaniko.core.registry;

import io.kaniko.core.credentials.Keychain;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** One client for each registry, made when it is first needed. */
final class RegistryClients {

    private final RegistryOptions options;
    private final Keychain keychain;
    private final Exchange exchange;
    private final Retries retries;
    private final InstantSource clock;
    private final Map<RegistryHost, RegistryClient> clients = new ConcurrentHashMap<>();

    RegistryClients(
            RegistryOptions options, Keychain keychain, Exchange exchange, Retries retries, InstantSource clock) {
        this.options = options;
        this.keychain = keychain;
        this.exchange = exchange;
        this.retries = retries;
        this.clock = clock;
    }

    RegistryClient of(String registry) {
        return clients.computeIfAbsent(
                new RegistryHost(registry),
                host -> new RegistryClient(host, options, exchange, keychain, retries, clock));
    }
}
