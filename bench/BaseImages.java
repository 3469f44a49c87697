import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The images that workloads stand on, made once by this builder and kept in the registry's storage. */
final class BaseImages {

    enum Base {
        /** One static program of many names. */
        BUSYBOX,
        /** Debian's smallest installation: about 4,000 files, 120 MB. */
        DEBIAN,
        /** That with compilers and a Java: about 10,000 files, 650 MB. */
        TOOLS;

        String tag() {
            return "base/" + name().toLowerCase(java.util.Locale.ROOT) + ":1";
        }
    }

    private static final String BUSYBOX_FILE = """
        FROM scratch
        COPY busybox /bin/busybox
        RUN ["/bin/busybox", "mkdir", "-p", "/tmp", "/etc", "/root"]
        RUN ["/bin/busybox", "--install", "-s", "/bin"]
        CMD ["sh"]
        """;

    private static final String DEBIAN_FILE = """
        FROM scratch
        ADD debian.tar /
        CMD ["bash"]
        """;

    private static final String TOOLS_FILE = """
        FROM %s/base/debian:1
        RUN apt-get update \\
          && DEBIAN_FRONTEND=noninteractive apt-get install -y gcc g++ make python3 openjdk-17-jre-headless \\
          && rm -rf /var/lib/apt/lists/* /var/cache/apt
        """;

    private final Path directory;
    private final Registry registry;
    private final Tool builder;

    BaseImages(Path directory, Registry registry, Tool builder) {
        this.directory = directory;
        this.registry = registry;
        this.builder = builder;
    }

    /** Builds and pushes the image unless an earlier run did. */
    void provide(Base base) {
        try {
            Path made = directory.resolve(base + ".made");
            if (Files.exists(made)) {
                return;
            }
            System.err.println("making the base image " + base.tag());
            Path context = Files.createDirectories(directory.resolve(base.name()));
            switch (base) {
                case BUSYBOX -> {
                    Shell.run("cp", "/bin/busybox", context.resolve("busybox").toString());
                    Files.writeString(context.resolve("Dockerfile"), BUSYBOX_FILE);
                }
                case DEBIAN -> {
                    Shell.run(
                            "debootstrap",
                            "--variant=minbase",
                            "bookworm",
                            context.resolve("debian.tar").toString() + ".d");
                    Shell.run(
                            "tar",
                            "--numeric-owner",
                            "--one-file-system",
                            "-C",
                            context.resolve("debian.tar.d").toString(),
                            "-cf",
                            context.resolve("debian.tar").toString(),
                            "--exclude=./dev/*",
                            ".");
                    Shell.run("rm", "-rf", context.resolve("debian.tar.d").toString());
                    Files.writeString(context.resolve("Dockerfile"), DEBIAN_FILE);
                }
                case TOOLS -> {
                    provide(Base.DEBIAN);
                    Files.writeString(context.resolve("Dockerfile"), TOOLS_FILE.formatted(registry.address()));
                }
            }
            Shell.run(builder.command(context, registry.address() + "/" + base.tag())
                    .toArray(String[]::new));
            Shell.run("rm", "-rf", context.toString());
            Files.createFile(made);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
