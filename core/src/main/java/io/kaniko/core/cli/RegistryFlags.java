package io.kaniko.core.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How registries are reached. */
final class RegistryFlags {

    @Option(names = "--insecure", description = "Push, and use the cache, by plain HTTP.")
    boolean insecure;

    @Option(names = "--insecure-pull", description = "Pull by plain HTTP.")
    boolean insecurePull;

    @Option(
            names = "--insecure-registry",
            paramLabel = "HOST",
            description = "Use plain HTTP for this host. Repeatable.")
    List<String> insecureRegistries = new ArrayList<>();

    @Option(names = "--skip-tls-verify", description = "Push without checking the registry's certificate.")
    boolean skipTlsVerify;

    @Option(names = "--skip-tls-verify-pull", description = "Pull without checking the registry's certificate.")
    boolean skipTlsVerifyPull;

    @Option(
            names = "--skip-tls-verify-registry",
            paramLabel = "HOST",
            description = "Do not check this host's certificate. Repeatable.")
    List<String> skipTlsVerifyRegistries = new ArrayList<>();

    @Option(
            names = "--registry-certificate",
            paramLabel = "HOST=FILE",
            description = "Certificates (PEM) that this host is checked with. Repeatable.")
    List<String> registryCertificates = new ArrayList<>();

    @Option(
            names = "--registry-client-cert",
            paramLabel = "HOST=CERT,KEY",
            description = "Client certificate and key (PEM) for this host. Repeatable.")
    List<String> registryClientCertificates = new ArrayList<>();

    @Option(
            names = "--registry-mirror",
            paramLabel = "HOST[/PATH]",
            description = "Mirror of Docker Hub. Repeatable. KANIKO_REGISTRY_MIRROR adds one.")
    List<String> registryMirrors = new ArrayList<>();

    @Option(
            names = "--registry-map",
            paramLabel = "HOST=OTHER[;...]",
            description = "Ask OTHER before HOST. Repeatable. KANIKO_REGISTRY_MAP adds some.")
    List<String> registryMaps = new ArrayList<>();

    @Option(
            names = "--skip-default-registry-fallback",
            description = "Fail when mirrors and maps lack an image, and do not ask the registry itself.")
    boolean skipDefaultRegistryFallback;

    @Option(names = "--image-download-retry", paramLabel = "N", description = "Further attempts to pull. Default: 0")
    int imageDownloadRetry;

    @Option(
            names = "--credential-helpers",
            paramLabel = "NAME",
            description = "Credential sources to ask, in this order; an empty name: none. Repeatable. Default: all")
    @Nullable
    List<String> credentialHelpers;

    @Option(
            names = "--azure-container-registry-config",
            paramLabel = "FILE",
            hidden = true,
            description = "Does nothing: the Azure credential source reads the environment.")
    @Nullable
    String azureContainerRegistryConfig;
}
