package io.kaniko.core.cli;

import io.kaniko.core.build.BuildRequest;
import io.kaniko.core.oci.ImageReference;
import io.kaniko.core.registry.RegistryMap;
import io.kaniko.core.registry.RegistryOptions;
import io.kaniko.spi.BuildException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Turns the registry flags into the options of the registry client. */
final class RegistryReader {

    private RegistryReader() {}

    /**
     * The options; {@link EnvironmentFlags} must have been applied.
     *
     * @throws UsageException with every value that is not of its form
     */
    static RegistryOptions options(ExecutorCommand flags, BuildRequest request, Surroundings surroundings) {
        RegistryFlags registry = flags.registry;
        List<String> problems = new ArrayList<>();
        RegistryOptions.Builder options = RegistryOptions.builder()
                .pushRegistries(request.output().destinations().stream()
                        .map(ImageReference::registry)
                        .toList())
                .insecureRegistries(registry.insecureRegistries)
                .insecurePush(registry.insecure)
                .insecurePull(registry.insecurePull)
                .skipTlsVerifyRegistries(registry.skipTlsVerifyRegistries)
                .skipTlsVerifyPush(registry.skipTlsVerify)
                .skipTlsVerifyPull(registry.skipTlsVerifyPull)
                .skipDefaultRegistryFallback(registry.skipDefaultRegistryFallback)
                .pullRetries(registry.imageDownloadRetry)
                .pushRetries(flags.output.pushRetry)
                .ignoreImmutableTagErrors(flags.output.pushIgnoreImmutableTagErrors)
                .userAgent("kaniko/" + surroundings.version())
                .environment(surroundings.environment())
                .home(surroundings.home());
        each(registry.registryCertificates, options::certificate, problems);
        each(registry.registryClientCertificates, options::clientCertificate, problems);
        try {
            options.map(RegistryMap.parse(registry.registryMaps, registry.registryMirrors));
        } catch (BuildException e) {
            problems.add(e.getMessage());
        }
        if (!problems.isEmpty()) {
            throw new UsageException(problems);
        }
        return options.build();
    }

    private static void each(List<String> values, Consumer<String> taker, List<String> problems) {
        for (String value : values) {
            try {
                taker.accept(value);
            } catch (BuildException e) {
                problems.add(e.getMessage());
            }
        }
    }
}
