package io.kaniko.spi;

import java.io.IOException;
import java.util.Optional;
import org.pf4j.ExtensionPoint;

/**
 * Knows credentials for registries. One instance serves one executor run and is called from several threads, more than
 * once for one registry. It needs a public constructor without arguments that does no work.
 */
public interface CredentialSource extends ExtensionPoint {

    /** The name in messages, in {@code --credential-helpers} and {@code executor plugins list}: {@code ecr}. */
    String name();

    /**
     * The credentials for a repository. Empty means "not mine": the next source is asked. An exception means "mine,
     * but broken": it is reported, with this source's name.
     *
     * @throws BuildException when the plugin knows the remedy
     * @throws IOException when a file, a helper program or a service failed
     */
    Optional<RegistryCredentials> find(CredentialRequest request) throws IOException;
}
