package io.kaniko.core.cli;

import io.kaniko.core.build.BuildRequest;
import io.kaniko.core.build.RunPremises;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Collects which files of this container the program needs while RUN steps use the container's {@code /}. */
final class OwnFiles {

    /** Variables that name files or directories: of this program, of credential helpers, of the SDKs in plugins. */
    private static final List<String> VARIABLES = List.of(
            "DOCKER_CONFIG",
            "DOCKER_CREDENTIAL_GCR_CONFIG",
            "GOOGLE_APPLICATION_CREDENTIALS",
            "AWS_SHARED_CREDENTIALS_FILE",
            "AWS_CONFIG_FILE",
            "AWS_WEB_IDENTITY_TOKEN_FILE",
            "AZURE_FEDERATED_TOKEN_FILE",
            "KUBECONFIG",
            "NETRC",
            "SSL_CERT_DIR",
            "SSL_CERT_FILE",
            "BUILDER_OUTPUT");

    /** Below the user's home. */
    private static final List<String> IN_HOME =
            List.of(".docker", ".aws", ".azure", ".config/gcloud", ".netrc", ".ssh", ".gitconfig", ".git-credentials");

    private OwnFiles() {}

    static RunPremises find(
            BuildRequest request,
            CommandWords words,
            Surroundings surroundings,
            KanikoDirectory directory,
            boolean container,
            boolean ownMounts) {
        List<Path> places = new ArrayList<>();
        places.add(surroundings.home());
        for (String variable : VARIABLES) {
            String value = surroundings.variable(variable, "");
            if (!value.isEmpty()) {
                places.add(surroundings.workingDirectory().resolve(value));
            }
        }
        for (String name : IN_HOME) {
            places.add(surroundings.userHome().resolve(name));
        }
        for (String plugins : words.executor().run.pluginsDirectories) {
            places.add(surroundings.workingDirectory().resolve(plugins));
        }
        for (BuildRequest.Secret secret : request.run().secrets().values()) {
            if (secret instanceof BuildRequest.Secret.FromFile(Path file)) {
                places.add(file);
            }
        }
        words.cacheDirectory()
                .ifPresent(given -> places.add(surroundings.workingDirectory().resolve(given)));
        places.addAll(request.run().agentSockets().values());
        return new RunPremises(directory.path(), places, container || words.executor().run.force, ownMounts);
    }
}
