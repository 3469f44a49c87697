package io.kaniko.core.credentials;

import io.kaniko.spi.BuildException;
import io.kaniko.spi.CredentialRequest;
import io.kaniko.spi.CredentialSource;
import io.kaniko.spi.RegistryCredentials;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Asks the credential sources in their order. The first that answers wins, and the ones behind it are not bothered:
 * asking may mean a call to a cloud. Who wants to go on after a refusal asks for {@linkplain #askNext the next answer}.
 *
 * <p>Answers are remembered for a few minutes, because the tokens of clouds grow old within a long build. Safe for many
 * threads; two that want the same repository wait for one answer.
 */
public final class Keychain {

    /** Short against the life of a cloud's token (an hour or more), long against a build's bursts of requests. */
    private static final Duration REMEMBERED = Duration.ofMinutes(10);

    /** What a source knew. */
    public record Answer(String source, RegistryCredentials credentials) {}

    private record Target(String registry, String repository) {}

    private final List<CredentialSource> sources;
    private final Map<String, String> environment;
    private final Path homeDirectory;
    private final InstantSource clock;
    private final ConcurrentHashMap<Target, Conversation> conversations = new ConcurrentHashMap<>();

    /**
     * @param sources in the order in which they are asked: see {@link HelperSelection}
     * @param homeDirectory below which {@code .docker/config.json} lies
     */
    public Keychain(List<CredentialSource> sources, Map<String, String> environment, Path homeDirectory) {
        this(sources, environment, homeDirectory, InstantSource.system());
    }

    Keychain(List<CredentialSource> sources, Map<String, String> environment, Path homeDirectory, InstantSource clock) {
        this.sources = List.copyOf(sources);
        this.environment = environment;
        this.homeDirectory = homeDirectory;
        this.clock = clock;
    }

    /**
     * The first answer for a repository, or nothing where no source has one. Answers that {@link #askNext} has brought
     * up since follow it.
     *
     * @param registry as in {@link io.kaniko.core.oci.ImageReference#registry()}
     * @param repository as in {@link io.kaniko.core.oci.ImageReference#repository()}
     * @throws BuildException when a source that is in charge is broken; names the source
     */
    public List<Answer> ask(String registry, String repository) {
        return conversation(registry, repository).atLeastOne();
    }

    /**
     * The answer behind one that the registry has refused, from the sources that come after it.
     *
     * @throws BuildException when a source that is in charge is broken; names the source
     */
    public Optional<Answer> askNext(String registry, String repository, Answer refused) {
        return conversation(registry, repository).after(refused);
    }

    /** Forgets the answers for a repository, so that the next question reaches the sources again. */
    public void forget(String registry, String repository) {
        conversations.remove(new Target(registry, repository));
    }

    /**
     * Who was asked for a registry so far and what came of it, for a message: {@code docker-config: no entry; google:
     * answered}. "no credential source is installed" where there is nobody to ask.
     */
    public String asked(String registry) {
        if (sources.isEmpty()) {
            return "no credential source is installed";
        }
        StringJoiner account = new StringJoiner("; ");
        for (CredentialSource source : sources) {
            account.add(source.name() + ": "
                    + conversations.entrySet().stream()
                            .filter(entry -> entry.getKey().registry().equals(registry))
                            .map(entry -> entry.getValue().outcome(source.name()))
                            .reduce(Outcome.NOT_ASKED, Outcome::stronger)
                            .text());
        }
        return account.toString();
    }

    private Conversation conversation(String registry, String repository) {
        Instant now = clock.instant();
        return conversations.compute(
                new Target(registry, repository),
                (target, known) -> known != null && now.isBefore(known.started.plus(REMEMBERED))
                        ? known
                        : new Conversation(target, now));
    }

    private enum Outcome {
        NOT_ASKED("not asked"),
        NO_ENTRY("no entry"),
        ANSWERED("answered"),
        FAILED("failed");

        private final String text;

        Outcome(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }

        Outcome stronger(Outcome other) {
            return compareTo(other) >= 0 ? this : other;
        }
    }

    /** What the sources have said about one repository. */
    private final class Conversation {
        private final Target target;
        private final Instant started;
        private final List<Answer> answers = new ArrayList<>();
        private final ConcurrentHashMap<String, Outcome> outcomes = new ConcurrentHashMap<>();
        private int askedSources;

        Conversation(Target target, Instant started) {
            this.target = target;
            this.started = started;
        }

        synchronized List<Answer> atLeastOne() {
            if (answers.isEmpty()) {
                askOn();
            }
            return List.copyOf(answers);
        }

        synchronized Optional<Answer> after(Answer refused) {
            int place = answers.indexOf(refused);
            if (place + 1 == answers.size()) {
                askOn();
            }
            return place + 1 < answers.size() ? Optional.of(answers.get(place + 1)) : Optional.empty();
        }

        Outcome outcome(String source) {
            return outcomes.getOrDefault(source, Outcome.NOT_ASKED);
        }

        /** Asks until somebody answers. A source that fails is asked again by the next question. */
        private void askOn() {
            int before = answers.size();
            while (askedSources < sources.size() && answers.size() == before) {
                CredentialSource source = sources.get(askedSources);
                outcomes.put(source.name(), Outcome.FAILED);
                Optional<RegistryCredentials> found = find(source);
                outcomes.put(source.name(), found.isPresent() ? Outcome.ANSWERED : Outcome.NO_ENTRY);
                found.ifPresent(credentials -> answers.add(new Answer(source.name(), credentials)));
                askedSources++;
            }
        }

        private Optional<RegistryCredentials> find(CredentialSource source) {
            try {
                return Objects.requireNonNull(
                        source.find(
                                new CredentialRequest(target.registry, target.repository, environment, homeDirectory)),
                        "find returned null");
            } catch (BuildException e) {
                throw new BuildException(e.kind(), what(source) + ": " + e.getMessage(), e.remedy(), e);
            } catch (IOException e) {
                throw new BuildException(
                        BuildException.Kind.EXTERNAL, what(source) + ": " + text(e) + ".", Optional.empty(), e);
            } catch (RuntimeException | LinkageError e) {
                throw new BuildException(
                        BuildException.Kind.INTERNAL,
                        what(source) + ": the plugin failed with "
                                + e.getClass().getName() + ".",
                        Optional.of("This is a fault of the plugin; --credential-helpers can leave it out."),
                        e);
            }
        }

        private String what(CredentialSource source) {
            return "Cannot get credentials for " + target.registry + "/" + target.repository + " from " + source.name();
        }

        private static String text(IOException e) {
            return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        }
    }
}
