package io.kaniko.context.git;

import io.kaniko.spi.BuildException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.eclipse.jgit.errors.NoRemoteRepositoryException;
import org.eclipse.jgit.errors.TransportException;

/**
 * Turns what JGit says into what a person can do about it. JGit is told no secret in addresses, so its words hold none.
 *
 * @param what how a message begins
 * @param loggedIn whether there is something to log in with
 * @param gitStandsForHttps whether the user wrote another protocol than the one that failed
 */
record GitFailure(String what, Remote remote, boolean loggedIn, boolean gitStandsForHttps) {

    /** Somebody else's server refused or failed. */
    BuildException of(Throwable failure) {
        String words = words(failure);
        if (has(failure, NoRemoteRepositoryException.class)) {
            return external(
                    "there is no repository at " + remote + (loggedIn ? "" : ", or it is not public"),
                    "Check the address" + (remote.isHttp() && !loggedIn ? "; " + loginRemedy() : "."),
                    failure);
        }
        if (has(failure, SSLException.class) && !words.contains("plaintext connection")) {
            return external(
                    "the certificate of " + remote.address().getHost() + " is not trusted (" + innermost(failure) + ")",
                    "Name its authority with GIT_SSL_CAINFO or SSL_CERT_FILE, or say --git insecure-skip-tls=true.",
                    failure);
        }
        if (words.contains("not authorized") || words.contains("authentication")) {
            return external(
                    remote.address().getHost() + (loggedIn ? " has refused the login" : " wants a login"),
                    loggedIn
                            ? "Check that GIT_TOKEN, or GIT_USERNAME and GIT_PASSWORD, are right and not expired."
                            : loginRemedy(),
                    failure);
        }
        if (words.contains("not permitted") || words.contains("403")) {
            return external(
                    remote.address().getHost() + " does not permit it (403)",
                    "Check that this login may read the repository.",
                    failure);
        }
        if (remote.scheme().equals("ssh")) {
            Optional<BuildException> ssh = ssh(words, failure);
            if (ssh.isPresent()) {
                return ssh.get();
            }
        }
        if (has(failure, UnknownHostException.class)) {
            return external(
                    "there is no host " + remote.address().getHost(),
                    "Check the spelling, and this machine's name resolution.",
                    failure);
        }
        if (has(failure, ConnectException.class) || has(failure, SSLException.class)) {
            return external(
                    remote + " does not answer (" + innermost(failure) + ")",
                    gitStandsForHttps
                            ? "git:// means https:// here, as in kaniko; set GIT_PULL_METHOD=git for a Git daemon, or"
                                    + " http."
                            : "Check the address, and that this machine may connect to it.",
                    failure);
        }
        if (has(failure, SocketTimeoutException.class)) {
            return external(remote + " has stopped answering", "Try again, or ask whoever runs the server.", failure);
        }
        return external(
                "the transfer from " + remote + " failed: " + words,
                "Try again; if it stays, ask whoever runs the server.",
                failure);
    }

    private Optional<BuildException> ssh(String words, Throwable failure) {
        String all = everything(failure).toLowerCase(Locale.ROOT);
        if (all.contains("host key") || all.contains("hostkey") || all.contains("server key")) {
            return Optional.of(external(
                    "the host key of " + remote.address().getHost() + " is not known or has changed",
                    "Put it into ~/.ssh/known_hosts (ssh-keyscan prints it; compare it with what its owner publishes),"
                            + " or name a file that has it with SSH_KNOWN_HOSTS.",
                    failure));
        }
        if (all.contains("no more authentication methods")
                || all.contains("cannot log in")
                || all.contains("auth fail")) {
            return Optional.of(external(
                    remote.address().getHost() + " accepts no key of this user",
                    "Name a key without a passphrase with GIT_SSH_KEY, or put one into ~/.ssh.",
                    failure));
        }
        if (all.contains("does not appear to be a git repository") || all.contains("not found")) {
            return Optional.of(external("there is no repository at " + remote, "Check the path.", failure));
        }
        return Optional.empty();
    }

    private static String loginRemedy() {
        return "For one that is not public set GIT_TOKEN, or GIT_USERNAME and GIT_PASSWORD.";
    }

    private BuildException external(String reason, String remedy, Throwable failure) {
        return new BuildException(BuildException.Kind.EXTERNAL, what + reason + ".", Optional.of(remedy), failure);
    }

    private static boolean has(Throwable failure, Class<? extends Throwable> kind) {
        for (Throwable one = failure; one != null; one = one.getCause()) {
            if (kind.isInstance(one)) {
                return true;
            }
        }
        return false;
    }

    private static String innermost(Throwable failure) {
        Throwable one = failure;
        while (one.getCause() != null) {
            one = one.getCause();
        }
        return words(one);
    }

    private static String everything(Throwable failure) {
        StringBuilder text = new StringBuilder();
        for (Throwable one = failure; one != null; one = one.getCause()) {
            text.append(words(one)).append('\n');
        }
        return text.toString();
    }

    private static String words(Throwable failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }

    /** Whether a server has refused a commit that it was asked for by its name, so that it may be found otherwise. */
    static boolean isRefusedCommit(TransportException failure) {
        String words = everything(failure).toLowerCase(Locale.ROOT);
        return words.contains("not our ref")
                || words.contains("not valid")
                || words.contains("unadvertised object")
                || words.contains("does not have")
                || words.contains("not available for fetch");
    }
}
