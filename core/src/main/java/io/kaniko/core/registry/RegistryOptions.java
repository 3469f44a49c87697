package io.kaniko.core.registry;

import io.kaniko.spi.BuildException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How registries are talked to. Registry names are host and, where given, port.
 *
 * @param pushRegistries those that are pushed to, the cache's included: the options for pushing count there
 * @param insecureRegistries may be spoken to in plain HTTP where they do not speak TLS
 * @param insecurePush the same for all {@code pushRegistries}
 * @param insecurePull the same for every registry
 * @param skipTlsVerifyRegistries may show any certificate
 * @param skipTlsVerifyPush the same for all {@code pushRegistries}
 * @param skipTlsVerifyPull the same for every registry
 * @param certificates PEM files of authorities to be trusted, by registry
 * @param clientCertificates by registry
 * @param skipDefaultRegistryFallback whether a mapped registry itself is left alone when its targets fail
 * @param pullRetries how many times more than usual a failed download is repeated
 * @param pushRetries how many times more than usual a failed upload is repeated
 * @param ignoreImmutableTagErrors whether a tag that exists and cannot be changed counts as pushed
 * @param environment where HTTPS_PROXY, HTTP_PROXY and NO_PROXY are read from
 * @param authorities trusted by every registry
 */
public record RegistryOptions(
        Set<String> pushRegistries,
        Set<String> insecureRegistries,
        boolean insecurePush,
        boolean insecurePull,
        Set<String> skipTlsVerifyRegistries,
        boolean skipTlsVerifyPush,
        boolean skipTlsVerifyPull,
        Map<String, List<Path>> certificates,
        Map<String, ClientCertificate> clientCertificates,
        RegistryMap map,
        boolean skipDefaultRegistryFallback,
        int pullRetries,
        int pushRetries,
        boolean ignoreImmutableTagErrors,
        String userAgent,
        Map<String, String> environment,
        TrustedAuthorities authorities) {

    public RegistryOptions {
        pushRegistries = Collections.unmodifiableSet(new LinkedHashSet<>(pushRegistries));
        insecureRegistries = Collections.unmodifiableSet(new LinkedHashSet<>(insecureRegistries));
        skipTlsVerifyRegistries = Collections.unmodifiableSet(new LinkedHashSet<>(skipTlsVerifyRegistries));
        certificates = Collections.unmodifiableMap(new LinkedHashMap<>(certificates));
        clientCertificates = Collections.unmodifiableMap(new LinkedHashMap<>(clientCertificates));
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    }

    /** The environment may hold secrets. */
    @Override
    public String toString() {
        return "RegistryOptions[" + userAgent + "]";
    }

    /** Starts from strict defaults. */
    public static Builder builder() {
        return new Builder();
    }

    boolean mayUsePlainHttp(RegistryHost host) {
        return host.isLocal()
                || insecurePull
                || insecureRegistries.contains(host.name())
                || insecurePush && pushRegistries.contains(host.name())
                || map.allowsPlainHttp(host.name());
    }

    boolean skipsTlsVerify(RegistryHost host) {
        return skipTlsVerifyPull
                || skipTlsVerifyRegistries.contains(host.name())
                || skipTlsVerifyPush && pushRegistries.contains(host.name());
    }

    /** Collects the options; most are rarely given. */
    public static final class Builder {

        private final Set<String> pushRegistries = new LinkedHashSet<>();
        private final Set<String> insecureRegistries = new LinkedHashSet<>();
        private boolean insecurePush;
        private boolean insecurePull;
        private final Set<String> skipTlsVerifyRegistries = new LinkedHashSet<>();
        private boolean skipTlsVerifyPush;
        private boolean skipTlsVerifyPull;
        private final Map<String, List<Path>> certificates = new LinkedHashMap<>();
        private final Map<String, ClientCertificate> clientCertificates = new LinkedHashMap<>();
        private RegistryMap map = RegistryMap.NONE;
        private boolean skipDefaultRegistryFallback;
        private int pullRetries;
        private int pushRetries;
        private boolean ignoreImmutableTagErrors;
        private String userAgent = "kaniko";
        private Map<String, String> environment = Map.of();
        private Optional<Path> home = Optional.empty();

        private Builder() {}

        public Builder pushRegistries(Collection<String> registries) {
            registries.forEach(registry -> pushRegistries.add(RegistryHost.canonical(registry)));
            return this;
        }

        public Builder insecureRegistries(Collection<String> registries) {
            registries.forEach(registry -> insecureRegistries.add(RegistryHost.canonical(registry)));
            return this;
        }

        public Builder insecurePush(boolean value) {
            insecurePush = value;
            return this;
        }

        public Builder insecurePull(boolean value) {
            insecurePull = value;
            return this;
        }

        public Builder skipTlsVerifyRegistries(Collection<String> registries) {
            registries.forEach(registry -> skipTlsVerifyRegistries.add(RegistryHost.canonical(registry)));
            return this;
        }

        public Builder skipTlsVerifyPush(boolean value) {
            skipTlsVerifyPush = value;
            return this;
        }

        public Builder skipTlsVerifyPull(boolean value) {
            skipTlsVerifyPull = value;
            return this;
        }

        /** Takes a value of {@code --registry-certificate}: {@code registry=file}. */
        public Builder certificate(String text) {
            int equals = text.indexOf('=');
            if (equals <= 0 || equals == text.length() - 1) {
                throw refused("--registry-certificate", text, "registry=/path/to/certificate.pem");
            }
            certificates
                    .computeIfAbsent(RegistryHost.canonical(text.substring(0, equals)), key -> new ArrayList<>())
                    .add(Path.of(text.substring(equals + 1)));
            return this;
        }

        /** Takes a value of {@code --registry-client-cert}: {@code registry=certificate,key}. */
        public Builder clientCertificate(String text) {
            int equals = text.indexOf('=');
            String[] files =
                    equals <= 0 ? new String[0] : text.substring(equals + 1).split(",", -1);
            if (files.length != 2 || files[0].isBlank() || files[1].isBlank()) {
                throw refused("--registry-client-cert", text, "registry=/path/to/certificate.pem,/path/to/key.pem");
            }
            clientCertificates.put(
                    RegistryHost.canonical(text.substring(0, equals)),
                    new ClientCertificate(Path.of(files[0]), Path.of(files[1])));
            return this;
        }

        public Builder map(RegistryMap value) {
            map = value;
            return this;
        }

        public Builder skipDefaultRegistryFallback(boolean value) {
            skipDefaultRegistryFallback = value;
            return this;
        }

        public Builder pullRetries(int value) {
            pullRetries = value;
            return this;
        }

        public Builder pushRetries(int value) {
            pushRetries = value;
            return this;
        }

        public Builder ignoreImmutableTagErrors(boolean value) {
            ignoreImmutableTagErrors = value;
            return this;
        }

        /** Names this program to registries: {@code kaniko/<version>}; UPSTREAM_CLIENT_TYPE is added after a comma. */
        public Builder userAgent(String value) {
            userAgent = value;
            return this;
        }

        public Builder environment(Map<String, String> value) {
            environment = value;
            return this;
        }

        /** The home directory of the program, which may hold certificates. */
        public Builder home(Path value) {
            home = Optional.of(value);
            return this;
        }

        public RegistryOptions build() {
            String upstream = environment.getOrDefault("UPSTREAM_CLIENT_TYPE", "");
            return new RegistryOptions(
                    pushRegistries,
                    insecureRegistries,
                    insecurePush,
                    insecurePull,
                    skipTlsVerifyRegistries,
                    skipTlsVerifyPush,
                    skipTlsVerifyPull,
                    certificates,
                    clientCertificates,
                    map,
                    skipDefaultRegistryFallback,
                    pullRetries,
                    pushRetries,
                    ignoreImmutableTagErrors,
                    upstream.isEmpty() ? userAgent : userAgent + "," + upstream,
                    environment,
                    authorities());
        }

        private TrustedAuthorities authorities() {
            try {
                return TrustedAuthorities.read(environment, home);
            } catch (IOException e) {
                throw new BuildException(
                        BuildException.Kind.ENVIRONMENT,
                        "Cannot read the certificates to be trusted: " + e.getMessage(),
                        Optional.of("Check SSL_CERT_DIR and SSL_CERT_FILE, and ssl/certs in the executor's directory."),
                        e);
            }
        }

        private static BuildException refused(String option, String text, String form) {
            return new BuildException(
                    BuildException.Kind.USER,
                    "Cannot use \"" + text + "\" as a value of " + option + ": it is not of the form " + form,
                    "Write it as " + form + ".");
        }
    }
}
