package io.kaniko.context.git;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.transport.CredentialItem;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.URIish;

/**
 * Logs in at the one server that the build names, and at no other: neither where a redirect nor where a submodule leads
 * to. A token alone is tried in both ways in which servers want it: as the user's name, as kaniko sends it, and as the
 * password of {@code oauth2}, as GitLab wants it.
 */
final class HttpLogin extends CredentialsProvider {

    private final Remote server;
    private final List<Login> logins;
    private int next;

    private record Login(String user, String password) {
        @Override
        public String toString() {
            return "Login[***]";
        }
    }

    private HttpLogin(Remote server, List<Login> logins) {
        this.server = server;
        this.logins = logins;
    }

    /**
     * The login for a server: {@code GIT_TOKEN}, else {@code GIT_USERNAME} and {@code GIT_PASSWORD}, else what stands in
     * the address.
     *
     * @param server the one that the environment's login is meant for
     */
    static HttpLogin of(Remote server, Map<String, String> environment) {
        String token = environment.getOrDefault("GIT_TOKEN", "");
        String user = environment.getOrDefault("GIT_USERNAME", "");
        String password = environment.getOrDefault("GIT_PASSWORD", "");
        List<Login> logins = new ArrayList<>();
        if (!token.isEmpty()) {
            addToken(token, logins);
        } else if (!user.isEmpty() || !password.isEmpty()) {
            logins.add(new Login(user, password));
        } else if (server.user().isPresent() && server.password().isEmpty()) {
            addToken(server.user().get(), logins);
        } else if (server.password().isPresent()) {
            logins.add(new Login(server.user().orElse(""), server.password().get()));
        }
        return new HttpLogin(server, logins);
    }

    private static void addToken(String token, List<Login> logins) {
        logins.add(new Login(token, ""));
        logins.add(new Login("oauth2", token));
    }

    /** Whether there is anything to log in with. */
    boolean isKnown() {
        return !logins.isEmpty();
    }

    @Override
    public boolean isInteractive() {
        return false;
    }

    @Override
    public boolean supports(CredentialItem... items) {
        for (CredentialItem item : items) {
            if (!(item instanceof CredentialItem.Username) && !(item instanceof CredentialItem.Password)) {
                return false;
            }
        }
        return true;
    }

    /** Each call after the first means that the answer before was refused. */
    @Override
    public synchronized boolean get(URIish asking, CredentialItem... items) {
        if (next >= logins.size() || !supports(items) || !isServer(asking)) {
            return false;
        }
        Login login = logins.get(next++);
        for (CredentialItem item : items) {
            switch (item) {
                case CredentialItem.Username name -> name.setValue(login.user());
                case CredentialItem.Password secret ->
                    secret.setValueNoCopy(login.password().toCharArray());
                default -> throw new IllegalStateException("not supported: " + item.getClass());
            }
        }
        return true;
    }

    private boolean isServer(URIish asking) {
        return server.address().getHost().equalsIgnoreCase(asking.getHost())
                && server.address().getPort() == asking.getPort()
                && server.scheme().equalsIgnoreCase(asking.getScheme());
    }
}
