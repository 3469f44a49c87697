package io.kaniko.core.cli;

import io.kaniko.core.build.BuildRequest;
import io.kaniko.core.oci.ImageReference;
import io.kaniko.core.oci.Platform;
import io.kaniko.core.plan.NamedContext;
import io.kaniko.core.run.Entitlement;
import io.kaniko.spi.ContextLocation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.TypeConversionException;

/**
 * Turns flags and environment into a build request. All problems are found before any is told, in the order in which
 * kaniko looks for them, since scripts read the first line.
 */
final class BuildRequests {

    private static final String SOURCE_DATE = "SOURCE_DATE_EPOCH";
    private static final int HIGHEST_GZIP_LEVEL = 9;
    private static final int HIGHEST_ZSTD_LEVEL = 22;

    private final CommandWords words;
    private final ExecutorCommand flags;
    private final Map<String, String> environment;
    private final Path workingDirectory;
    private final List<String> problems = new ArrayList<>();

    private BuildRequests(CommandWords words, Map<String, String> environment, Path workingDirectory) {
        this.words = words;
        this.flags = words.executor();
        this.environment = environment;
        this.workingDirectory = workingDirectory;
    }

    /**
     * The request that the command line stands for.
     *
     * @param workingDirectory what relative paths are relative to
     * @throws UsageException with everything that is wrong
     */
    static BuildRequest from(CommandWords words, Map<String, String> environment, Path workingDirectory) {
        return new BuildRequests(words, environment, workingDirectory).request();
    }

    private BuildRequest request() {
        EnvironmentFlags.apply(words, environment, problems);
        Platform platform = platform();
        BuildRequest.Run run = run();
        BuildRequest.Output output = output(platform);
        BuildRequest.Layers layers = layers();
        BuildRequest.Input input = input(platform);
        if (flags.input.check && flags.input.dryRun) {
            problems.add("--check and --dryrun are two things to do instead of building; give one of them");
        }
        problems.addAll(UnavailableFlags.problems(words));
        if (!problems.isEmpty()) {
            throw new UsageException(problems);
        }
        return new BuildRequest(input, run, layers, output);
    }

    private Platform platform() {
        if (flags.input.platform == null || flags.input.platform.isEmpty()) {
            return Platform.host();
        }
        try {
            return Platform.parse(flags.input.platform);
        } catch (IllegalArgumentException e) {
            problems.add("invalid argument for --custom-platform: " + e.getMessage());
            return Platform.host();
        }
    }

    private BuildRequest.Input input(Platform platform) {
        return new BuildRequest.Input(
                context(),
                GitFlag.read(flags.input.git, problems),
                text(flags.input.contextSubPath),
                flags.input.dockerfile,
                buildArguments(),
                flags.input.targets,
                platform,
                buildContexts(),
                flags.input.skipUnusedStages);
    }

    private ContextLocation context() {
        boolean hasBucket = flags.input.bucket != null && !flags.input.bucket.isEmpty();
        if (!hasBucket) {
            String given = flags.input.context;
            return new ContextLocation(given == null || given.isEmpty() ? InputFlags.DEFAULT_CONTEXT : given);
        }
        if (flags.input.context != null && !flags.input.context.isEmpty() && !flags.input.context.contains("://")) {
            problems.add("--bucket and --context both say where the build context is; give one of them");
        }
        return new ContextLocation(
                flags.input.bucket.contains("://") ? flags.input.bucket : "gs://" + flags.input.bucket);
    }

    private List<NamedContext> buildContexts() {
        List<NamedContext> contexts = new ArrayList<>();
        Pairs.of(flags.input.buildContexts, "--build-context must be of the form name=location", problems)
                .forEach((name, location) -> {
                    try {
                        contexts.add(NamedContext.parse(name, location, workingDirectory));
                    } catch (IllegalArgumentException e) {
                        problems.add("invalid argument for --build-context " + name + ": " + e.getMessage());
                    }
                });
        return contexts;
    }

    /** A name alone takes its value from the environment; where that has none, it is empty. */
    private Map<String, String> buildArguments() {
        Map<String, String> arguments = new LinkedHashMap<>();
        for (String word : flags.input.buildArguments) {
            int sign = word.indexOf('=');
            String name = sign < 0 ? word : word.substring(0, sign);
            if (name.isEmpty()) {
                problems.add("--build-arg must be of the form name or name=value, not \"" + word + "\"");
            }
            arguments.put(name, sign < 0 ? environment.getOrDefault(name, "") : word.substring(sign + 1));
        }
        // Docker's and BuildKit's own clients hand it on like this.
        String sourceDate = environment.getOrDefault(SOURCE_DATE, "");
        if (!sourceDate.isEmpty()) {
            arguments.putIfAbsent(SOURCE_DATE, sourceDate);
        }
        return arguments;
    }

    private BuildRequest.Run run() {
        int jobs = flags.run.jobs == null ? Runtime.getRuntime().availableProcessors() : flags.run.jobs;
        if (jobs < 1) {
            problems.add("invalid argument for --jobs: at least 1, not " + jobs);
        }
        return new BuildRequest.Run(
                flags.run.isolation,
                AddHostFlag.read(flags.run.addHosts, problems),
                SecretFlag.read(flags.run.secrets, environment, workingDirectory, problems),
                agentSockets(),
                allowed(),
                Math.max(1, jobs));
    }

    private Set<Entitlement> allowed() {
        Set<Entitlement> allowed = EnumSet.noneOf(Entitlement.class);
        for (String word : flags.run.allow) {
            String trimmed = word.strip();
            Optional<Entitlement> entitlement = Entitlement.of(trimmed);
            entitlement.ifPresent(allowed::add);
            if (trimmed.equals("device") || trimmed.startsWith("device=")) {
                problems.add("--allow " + trimmed + " is not possible: RUN --device is not supported");
            } else if (entitlement.isEmpty()) {
                problems.add("invalid argument for --allow: \"" + trimmed + "\" is not one of "
                        + String.join(", ", Entitlement.words()));
            }
        }
        return allowed;
    }

    private Map<String, Path> agentSockets() {
        Map<String, Path> sockets = new LinkedHashMap<>();
        for (String word : flags.run.ssh) {
            int sign = word.indexOf('=');
            String id = sign < 0 ? word : word.substring(0, sign);
            String socket = sign < 0 ? environment.getOrDefault("SSH_AUTH_SOCK", "") : word.substring(sign + 1);
            if (socket.isEmpty()) {
                problems.add(
                        "--ssh " + word + " names no socket, and the environment variable SSH_AUTH_SOCK is not set");
            } else if (Files.isRegularFile(workingDirectory.resolve(socket))) {
                problems.add("--ssh " + word
                        + ": a key file is not supported; start ssh-agent, add the key, give its socket");
            } else {
                sockets.put(id, workingDirectory.resolve(socket));
            }
        }
        return sockets;
    }

    private BuildRequest.Output output(Platform platform) {
        OutputFlags output = flags.output;
        boolean buildsNothing = flags.input.check || flags.input.dryRun;
        if (output.destinations.isEmpty() && !output.noPush && !buildsNothing) {
            problems.add("you must provide --destination, or use --no-push");
        }
        List<ImageReference> destinations = new ArrayList<>();
        for (String destination : output.destinations) {
            try {
                ImageReference reference = ImageReference.parse(destination);
                if (reference.digest().isPresent()) {
                    problems.add("--destination " + destination + " has a digest; give a tag or nothing");
                }
                destinations.add(reference);
            } catch (IllegalArgumentException e) {
                problems.add("invalid argument for --destination: " + e.getMessage());
            }
        }
        checkFormats();
        if (flags.layers.cache && output.noPush && flags.layers.cacheRepository == null && !flags.layers.noPushCache) {
            problems.add("cache flags invalid: if using cache with --no-push, specify cache repo with --cache-repo");
        }
        if (output.destinations.isEmpty() && output.imageNameWithDigestFile != null) {
            problems.add("you must provide --destination if setting ImageNameDigestFile");
        }
        if (output.destinations.isEmpty() && output.imageNameTagWithDigestFile != null) {
            problems.add("you must provide --destination if setting ImageNameTagDigestFile");
        }
        return new BuildRequest.Output(
                destinations,
                !output.noPush,
                path(output.tarPath),
                path(output.ociLayoutPath),
                imageFormat(),
                Pairs.of(flags.input.labels, "labels must be of the form key=value", problems),
                AnnotationFlag.read(flags.input.annotations, platform, problems),
                text(output.digestFile),
                path(output.imageNameWithDigestFile),
                path(output.imageNameTagWithDigestFile));
    }

    private void checkFormats() {
        OutputFlags output = flags.output;
        choice("--image-format", output.imageFormat, Set.of("docker", "oci"));
        choice("--compression", output.compression, Set.of("gzip", "zstd"));
        boolean zstd = "zstd".equals(output.compression);
        if (zstd && "docker".equals(output.imageFormat)) {
            problems.add("--compression=zstd needs --image-format=oci: Docker's manifests know only gzip");
        }
        if ("docker".equals(output.imageFormat) && !flags.input.annotations.isEmpty()) {
            problems.add("--annotation needs --image-format=oci: Docker's manifests have no place for annotations");
        }
        if (output.tarPath != null && "oci".equals(output.imageFormat)) {
            problems.add("--tar-path writes Docker's archive format and cannot be used with --image-format=oci");
        }
        if (output.tarPath != null && zstd) {
            problems.add("--tar-path writes Docker's archive format and cannot be used with --compression=zstd");
        }
        int highest = zstd ? HIGHEST_ZSTD_LEVEL : HIGHEST_GZIP_LEVEL;
        if (output.compressionLevel > highest) {
            problems.add("invalid argument for --compression-level: at most " + highest + ", not "
                    + output.compressionLevel);
        }
        if (output.compressionLevel < -1) {
            problems.add("invalid argument for --compression-level: at least 0, or -1 for the default, not "
                    + output.compressionLevel);
        }
    }

    /** zstd layers have no Docker media type, so they decide the format where nobody else has. */
    private Optional<String> imageFormat() {
        Optional<String> given = text(flags.output.imageFormat);
        return given.isEmpty() && "zstd".equals(flags.output.compression) ? Optional.of("oci") : given;
    }

    private BuildRequest.Layers layers() {
        List<String> ignored = new ArrayList<>();
        for (String path : flags.layers.ignoredPaths) {
            if (!path.startsWith("/")) {
                problems.add("--ignore-path must be an absolute path, not \"" + path + "\"");
            }
            ignored.add(path);
        }
        if (flags.layers.ignoreVarRun) {
            ignored.add("/var/run");
        }
        return new BuildRequest.Layers(
                flags.layers.snapshotMode,
                snapshotTimeout(),
                flags.layers.singleSnapshot,
                text(flags.output.compression).orElse("gzip"),
                flags.output.compressionLevel,
                ignored,
                flags.output.reproducible ? Optional.of(Instant.EPOCH) : Optional.empty());
    }

    /** As in kaniko; 90 minutes. */
    private Duration snapshotTimeout() {
        String value = environment.getOrDefault("SNAPSHOT_TIMEOUT_DURATION", "");
        Duration usual = Duration.ofMinutes(90);
        try {
            Duration limit = value.isEmpty() ? usual : new DurationConverter().convert(value);
            if (limit.isPositive()) {
                return limit;
            }
            problems.add("the environment variable SNAPSHOT_TIMEOUT_DURATION must be longer than nothing, not \""
                    + value + "\"");
        } catch (TypeConversionException e) {
            problems.add("the environment variable SNAPSHOT_TIMEOUT_DURATION is wrong: " + e.getMessage());
        }
        return usual;
    }

    private void choice(String flag, @Nullable String value, Set<String> known) {
        if (value != null && !value.isEmpty() && !known.contains(value)) {
            problems.add("invalid argument for " + flag + ": \"" + value + "\" is not one of "
                    + String.join(", ", known.stream().sorted().toList()));
        }
    }

    private Optional<Path> path(@Nullable String value) {
        return text(value).map(workingDirectory::resolve);
    }

    private static Optional<String> text(@Nullable String value) {
        return Optional.ofNullable(value).filter(given -> !given.isEmpty());
    }
}
