package io.kaniko.context.git;

import io.kaniko.spi.ContextRequest;
import java.io.IOException;
import java.util.Map;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.SshTransport;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;
import org.eclipse.jgit.transport.sshd.SshdSessionFactory;
import org.jspecify.annotations.Nullable;

/** Opens connections to servers, each with what that server may know and nothing else. */
final class Connections implements AutoCloseable {

    /** For each read; a server that packs a large repository tells how far it is in the meantime. */
    private static final int TIMEOUT_SECONDS = 180;

    private final Remote main;
    private final ContextRequest request;
    private final boolean anyCertificate;
    private @Nullable SshdSessionFactory sessions;

    /** @param main the server that the login of the environment is for */
    Connections(Remote main, ContextRequest request, boolean anyCertificate) {
        this.main = main;
        this.request = request;
        this.anyCertificate = anyCertificate;
    }

    Transport open(Repository repository, Remote remote) throws IOException {
        Transport transport = Transport.open(repository, remote.address());
        transport.setTimeout(TIMEOUT_SECONDS);
        transport.setTagOpt(TagOpt.NO_TAGS);
        transport.setCredentialsProvider(login(remote));
        switch (transport) {
            case TransportHttp http ->
                http.setHttpConnectionFactory(new HttpConnections(request.environment(), anyCertificate));
            case SshTransport ssh -> ssh.setSshSessionFactory(sessions());
            default -> {
                // Git's own protocol has neither certificates nor logins.
            }
        }
        return transport;
    }

    HttpLogin login(Remote remote) {
        return HttpLogin.of(remote, remote.isOnServerOf(main) ? request.environment() : Map.of());
    }

    private SshdSessionFactory sessions() {
        if (sessions == null) {
            sessions = SshSessions.of(request.environment(), request.workDirectory());
        }
        return sessions;
    }

    @Override
    public void close() {
        if (sessions != null) {
            sessions.close();
        }
    }
}
