import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;

/**
 * Runs typical commands and stores the classes they loaded, parsed and linked. The runtime refuses the cache when a jar's
 * time differs from the one seen here, so times are set before. Without a cache kaniko works, slower.
 */
final class Training {

    /** What the watched build starts from. */
    private static final String BASE = """
        FROM scratch
        COPY Dockerfile /base/
        """;

    /** What is built while the runtime watches which classes it takes. No RUN: the build need not be root's. */
    private static final String WATCHED = """
        ARG BASE
        FROM scratch AS other
        ARG NAME=training
        ENV PATH=/bin NAME=$NAME
        COPY Dockerfile /context/
        FROM ${BASE}
        COPY --from=other --chown=1:1 /context/ /copied/
        WORKDIR /work
        LABEL name=${NAME:-none}
        ENTRYPOINT ["/bin/sh"]
        """;

    private final Path home;
    private final RuntimeCommand command;

    Training(Path home, RuntimeCommand command) {
        this.home = home;
        this.command = command;
    }

    void run() throws IOException, InterruptedException, GeneralSecurityException {
        Path work = Files.createTempDirectory("kaniko-training");
        Path trainer = home.resolve("bin/train");
        try (TrainingRegistry registry = new TrainingRegistry(work.resolve("registry"))) {
            build(home.resolve("bin/executor"), work.resolve("base"), BASE, registry, "base");
            Files.write(trainer, command.trainer());
            Files.setPosixFilePermissions(trainer, PosixFilePermissions.fromString("rwxr-xr-x"));
            build(trainer, work.resolve("watched"), WATCHED, registry, "watched");
        } finally {
            Files.deleteIfExists(trainer);
            Assemble.delete(work);
        }
        if (!Files.exists(home.resolve("lib/kaniko.aot"))) {
            throw new IllegalStateException("no AOT cache came out of training, see " + log());
        }
    }

    private void build(Path program, Path work, String dockerfile, TrainingRegistry registry, String name)
            throws IOException, InterruptedException, GeneralSecurityException {
        Files.writeString(Files.createDirectories(work.resolve("context")).resolve("Dockerfile"), dockerfile);
        int status = new ProcessBuilder(
                        program.toString(),
                        "--context=" + work.resolve("context"),
                        "--kaniko-dir=" + work.resolve("kaniko"),
                        "--build-arg=BASE=" + registry.name() + "/base",
                        "--destination=" + registry.name() + "/" + name,
                        "--registry-certificate=" + registry.name() + "=" + registry.certificate(),
                        "--oci-layout-path=" + work.resolve("layout"))
                .redirectErrorStream(true)
                .redirectOutput(log().toFile())
                .start()
                .waitFor();
        if (status != 0) {
            throw new IllegalStateException("training ended with " + status + ", see " + log());
        }
    }

    private Path log() {
        return home.resolveSibling("aot.log");
    }
}
