package io.kaniko.e2e.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/** Base images made from what Debian ships, pushed to the shared registry when a case first asks for them. */
public final class BaseImages {

    private final Path directory;
    private final LocalRegistry registry;
    private Optional<String> busybox = Optional.empty();
    private Optional<String> debian = Optional.empty();

    BaseImages(Path directory, LocalRegistry registry) {
        this.directory = directory;
        this.registry = registry;
    }

    /**
     * One static program with all its names in /bin, users root, app (1000, also in groups 29 and 44) and nobody, no
     * libraries.
     */
    public synchronized String busybox() throws IOException {
        if (busybox.isEmpty()) {
            Path tree = busyboxTree(directory.resolve("busybox"));
            busybox = Optional.of(new HandMadeImage(directory.resolve("busybox-image"))
                    .layerOf(tree)
                    .pushTo(registry, "base/busybox:1", Squeeze.GZIP));
        }
        return busybox.get();
    }

    /** The files of {@link #busybox()}, for a base of the case's own. */
    public static Path busyboxTree(Path tree) throws IOException {
        Path program = Path.of(Program.find("busybox")).toRealPath();
        if (!Program.run("file", "-b", program.toString()).output().contains("statically linked")) {
            throw new AssertionError(
                    program + " is not statically linked. Install it: apt-get install -y busybox-static");
        }
        for (String name : List.of("bin", "dev", "etc", "home/app", "proc", "root", "sys", "tmp", "var")) {
            Files.createDirectories(tree.resolve(name));
        }
        Files.copy(program, tree.resolve("bin/busybox"), StandardCopyOption.COPY_ATTRIBUTES);
        for (String name :
                Program.run(program.toString(), "--list").succeeded().output().split("\n")) {
            if (!name.equals("busybox")) {
                Files.createSymbolicLink(tree.resolve("bin").resolve(name), Path.of("busybox"));
            }
        }
        Files.writeString(tree.resolve("etc/passwd"), """
            root:x:0:0:root:/root:/bin/sh
            app:x:1000:1000:app:/home/app:/bin/sh
            nobody:x:65534:65534:nobody:/:/bin/false
            """);
        Files.writeString(tree.resolve("etc/group"), """
            root:x:0:
            audio:x:29:app
            video:x:44:nobody,app
            app:x:1000:
            nogroup:x:65534:
            """);
        Program.shell(tree, "chmod 1777 tmp; chmod 700 root; chown 1000:1000 home/app; chown root:root bin/busybox");
        return tree;
    }

    /** Debian 12's minimal base, from the mirror that this machine's apt uses. */
    public synchronized String debian() throws IOException {
        if (debian.isEmpty()) {
            debian = Optional.of(new HandMadeImage(directory.resolve("debian-image"))
                    .layer(debianTar())
                    .pushTo(registry, "base/debian:12", Squeeze.GZIP));
        }
        return debian.get();
    }

    /** Takes a minute the first time; the tar stays below the build directory until {@code mvn clean}. */
    private static Path debianTar() throws IOException {
        Path tar = Path.of("target/e2e-bases/debian-12.tar").toAbsolutePath();
        if (Files.exists(tar)) {
            return tar;
        }
        Path root = Files.createDirectories(tar.resolveSibling("debian-12.root"));
        try {
            Program.run("debootstrap", "--variant=minbase", "bookworm", root.toString(), aptMirror())
                    .succeeded();
            Program.shell(root, "rm -rf var/cache/apt/archives/*.deb");
            Path partial = tar.resolveSibling("debian-12.partial");
            Program.run(root, "tar", "--numeric-owner", "--sort=name", "-cf", partial.toString(), ".")
                    .succeeded();
            Files.move(partial, tar);
        } finally {
            Program.run("rm", "-rf", root.toString());
        }
        return tar;
    }

    /** Where apt fetches Debian 12 from on this machine. */
    private static String aptMirror() {
        return Program.run(
                        "apt-get",
                        "indextargets",
                        "--format",
                        "$(SITE) $(RELEASE) $(COMPONENT)",
                        "Created-By: Packages")
                .succeeded()
                .output()
                .lines()
                .filter(line -> line.endsWith(" bookworm main"))
                .map(line -> line.substring(0, line.indexOf(' ')))
                .findFirst()
                .orElseThrow(() -> new AssertionError(
                        "apt knows no mirror of Debian 12 (bookworm main); the tests need one for their base image"));
    }
}
