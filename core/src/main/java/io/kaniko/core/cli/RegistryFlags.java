package io.kaniko.core.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How registries are reached. */
final class RegistryFlags {

    boolean insecure;
    boolean insecurePull;
    List<String> insecureRegistries = new ArrayList<>();
    boolean skipTlsVerify;
    boolean skipTlsVerifyPull;
    List<String> skipTlsVerifyRegistries = new ArrayList<>();
    List<String> registryCertificates = new ArrayList<>();
    List<String> registryClientCertificates = new ArrayList<>();
    List<String> registryMirrors = new ArrayList<>();
    List<String> registryMaps = new ArrayList<>();
    boolean skipDefaultRegistryFallback;
    int imageDownloadRetry;

    @Nullable
    List<String> credentialHelpers;

    @Nullable
    String azureContainerRegistryConfig;

    private void addCredentialHelper(String name) {
        credentialHelpers = credentialHelpers == null ? new ArrayList<>() : credentialHelpers;
        credentialHelpers.add(name);
    }

    /** In the order of the help. */
    List<Flag> flags() {
        return List.of(
                Flag.of("--insecure")
                        .meaning("Push, and use the cache, by plain HTTP.")
                        .switching(value -> insecure = value),
                Flag.of("--insecure-pull").meaning("Pull by plain HTTP.").switching(value -> insecurePull = value),
                Flag.of("--insecure-registry")
                        .meaning("Use plain HTTP for this host. Repeatable.")
                        .taking("HOST", insecureRegistries::add),
                Flag.of("--skip-tls-verify")
                        .meaning("Push without checking the registry's certificate.")
                        .switching(value -> skipTlsVerify = value),
                Flag.of("--skip-tls-verify-pull")
                        .meaning("Pull without checking the registry's certificate.")
                        .switching(value -> skipTlsVerifyPull = value),
                Flag.of("--skip-tls-verify-registry")
                        .meaning("Do not check this host's certificate. Repeatable.")
                        .taking("HOST", skipTlsVerifyRegistries::add),
                Flag.of("--registry-certificate")
                        .meaning("Certificates (PEM) that this host is checked with. Repeatable.")
                        .taking("HOST=FILE", registryCertificates::add),
                Flag.of("--registry-client-cert")
                        .meaning("Client certificate and key (PEM) for this host. Repeatable.")
                        .taking("HOST=CERT,KEY", registryClientCertificates::add),
                Flag.of("--registry-mirror")
                        .meaning("Mirror of Docker Hub. Repeatable. KANIKO_REGISTRY_MIRROR adds one.")
                        .taking("HOST[/PATH]", registryMirrors::add),
                Flag.of("--registry-map")
                        .meaning("Ask OTHER before HOST. Repeatable. KANIKO_REGISTRY_MAP adds some.")
                        .taking("HOST=OTHER[;...]", registryMaps::add),
                Flag.of("--skip-default-registry-fallback")
                        .meaning("Fail when mirrors and maps lack an image, and do not ask the registry itself.")
                        .switching(value -> skipDefaultRegistryFallback = value),
                Flag.of("--image-download-retry")
                        .meaning("Further attempts to pull. Default: 0")
                        .taking("N", value -> imageDownloadRetry = Flag.number(value)),
                Flag.of("--credential-helpers")
                        .meaning("Credential sources to ask, in this order; an empty name: none. Repeatable. Default:"
                                + " all")
                        .taking("NAME", this::addCredentialHelper),
                Flag.hidden("--azure-container-registry-config")
                        .meaning("Does nothing: the Azure credential source reads the environment.")
                        .taking("FILE", value -> azureContainerRegistryConfig = value));
    }
}
