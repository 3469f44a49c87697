package io.kaniko.core.cli;

import io.kaniko.core.build.BuildParts;
import io.kaniko.core.build.BuildRequest;
import io.kaniko.core.build.BuildResult;
import io.kaniko.core.build.CheckReport;
import io.kaniko.core.build.ImageBuilder;
import io.kaniko.core.context.ContextFetcher;
import io.kaniko.core.context.DockerfileFinder;
import io.kaniko.core.credentials.Keychain;
import io.kaniko.core.destination.Publisher;
import io.kaniko.core.event.EventSink;
import io.kaniko.core.layer.BlobStore;
import io.kaniko.core.nativeio.NameService;
import io.kaniko.core.oci.ImageReference;
import io.kaniko.core.registry.EnvironmentProxies;
import io.kaniko.core.registry.Registries;
import io.kaniko.core.rootfs.ArchiveExtractor;
import io.kaniko.core.rootfs.ArchiveLimits;
import io.kaniko.core.run.UserNamespace;
import io.kaniko.core.snapshot.Snapshots;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** The parts list: everything that a build consists of is made here and handed on. */
public final class Main {

    private static final BuildAssembly ASSEMBLY = new BuildAssembly() {
        @Override
        public BuildResult build(Job job) throws IOException, InterruptedException {
            return assembled(job, ImageBuilder::build);
        }

        @Override
        public CheckReport check(Job job) throws IOException, InterruptedException {
            return assembled(job, ImageBuilder::check);
        }

        @Override
        public String dryRun(Job job) throws IOException, InterruptedException {
            return assembled(job, ImageBuilder::dryRun);
        }
    };

    private Main() {}

    /** Starts the program that the launcher names. */
    public static void main(String[] arguments) {
        Surroundings surroundings = surroundings(System.getenv());
        // Plugins and their libraries ask the JDK for its proxies; a pod's settings hold for them, too.
        ProxySelector.setDefault(new EnvironmentProxies(surroundings.environment()));
        if (surroundings.isExecutorImage()) {
            // An image need not have /tmp, and root isolation puts other files into / while stages build.
            System.setProperty(
                    "java.io.tmpdir", surroundings.home().resolve("tmp").toString());
        }
        System.exit(run(surroundings, List.of(arguments)));
    }

    private static int run(Surroundings surroundings, List<String> arguments) {
        if (surroundings.program().equals("warmer")) {
            System.err.println("Error: the warmer is not available yet in this version");
            return 1;
        }
        return new Executor(surroundings, ASSEMBLY, new UserNamespace(surroundings.environment())).run(arguments);
    }

    /** One use of the parts that a build consists of. */
    @FunctionalInterface
    private interface Use<T> {
        T of(ImageBuilder builder, BuildRequest request) throws IOException, InterruptedException;
    }

    private static <T> T assembled(BuildAssembly.Job job, Use<T> use) throws IOException, InterruptedException {
        Surroundings surroundings = job.surroundings();
        Map<String, String> environment = surroundings.environment();
        EventSink events = job.events();
        if (surroundings.isExecutorImage()) {
            NameService.takeFilesAndDnsOnly();
        }
        // Plugins and their libraries ask the JDK whom to trust, as they do for proxies.
        job.registryOptions().authorities().useAsDefault();
        ContextFetcher contexts = new ContextFetcher(
                job.plugins().contextSources(),
                List.of(Path.of("/kaniko/plugins")),
                (archive, description, root) -> ArchiveExtractor.forContext(root, ArchiveLimits.DEFAULT)
                        .extract(archive, description)
                        .newestFile(),
                environment,
                System.in,
                events);
        Keychain keychain = new Keychain(
                job.credentialHelpers().choose(job.plugins().credentialSources()), environment, surroundings.home());
        BlobStore blobs = new BlobStore(job.workspace().blobs());
        try (Registries registries = new Registries(job.registryOptions(), keychain, events)) {
            if (job.checkPushPermission()) {
                for (ImageReference destination : job.request().output().destinations()) {
                    registries.checkPushPermission(destination);
                }
            }
            ImageBuilder builder = new ImageBuilder(new BuildParts(
                    contexts,
                    new DockerfileFinder(surroundings.workingDirectory(), HttpClient::newHttpClient),
                    registries,
                    new Snapshots(job.plugins().snapshotModes()),
                    new Publisher(registries, blobs, events),
                    blobs,
                    job.workspace(),
                    job.premises(),
                    events,
                    environment,
                    surroundings.clock()));
            return use.of(builder, job.request());
        }
    }

    private static Surroundings surroundings(Map<String, String> environment) {
        Properties versions = versions();
        Path userHome = Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")));
        return new Surroundings(
                Path.of(System.getProperty("kaniko.home", "/kaniko")),
                System.getProperty("kaniko.program", "executor"),
                versions.getProperty("version"),
                versions.getProperty("spi.version"),
                environment,
                Path.of("").toAbsolutePath(),
                userHome,
                new FileOutputStream(FileDescriptor.out),
                new FileOutputStream(FileDescriptor.err),
                isTerminal(Path.of("/proc/self/fd/2")),
                "own".equals(System.getProperty("kaniko.mounts")),
                Clock.systemUTC());
    }

    private static Properties versions() {
        Properties versions = new Properties();
        try (InputStream in = Main.class.getResourceAsStream("version.properties")) {
            versions.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read version.properties of this program", e);
        }
        return versions;
    }

    /** The link of an open terminal names a device; that of a pipe or a file does not. */
    private static boolean isTerminal(Path descriptor) {
        try {
            String target = Files.readSymbolicLink(descriptor).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
