package io.kaniko.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.e2e.rig.Executor;
import io.kaniko.e2e.rig.Finished;
import io.kaniko.e2e.rig.Program;
import io.kaniko.e2e.rig.Workbench;
import io.kaniko.e2e.rig.WorkbenchSupply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The launchers start the runtime where nothing else is, and wherever they have been put. */
@ExtendWith(WorkbenchSupply.class)
class LauncherIT {

    @Test
    void startsInARootThatHoldsNothingElse(Workbench bench) throws Exception {
        Path root = rootWithHome(bench);

        Finished version = inRoot(root, "/kaniko/executor", "version").succeeded();

        assertThat(version.output()).startsWith("Kaniko version");
        assertThat(version.errors()).isEmpty();
    }

    @Test
    void buildsInARootThatHoldsNothingElse(Workbench bench) throws Exception {
        Path root = rootWithHome(bench);
        Files.writeString(root.resolve("workspace/ä ö"), "content");
        Files.writeString(root.resolve("workspace/Dockerfile"), "FROM scratch\nCOPY [\"ä ö\", \"/ü ß\"]\n");

        inRoot(root, "/kaniko/bin/executor", "--context=/workspace", "--no-push", "--tar-path=/kaniko/image.tar")
                .succeeded();

        assertThat(bench.readArchive(root.resolve("kaniko/image.tar")).read("ü ß"))
                .isEqualTo("content");
    }

    @Test
    void takesNoLibraryOfTheRoot(Workbench bench) throws Exception {
        Path root = rootWithHome(bench);
        for (String directory : List.of("lib", "lib64", "lib/x86_64-linux-gnu", "usr/lib/x86_64-linux-gnu", "etc")) {
            Files.createDirectories(root.resolve(directory));
            for (String name :
                    List.of("ld-linux-x86-64.so.2", "libc.so.6", "libm.so.6", "libnss_dns.so.2", "ld.so.cache")) {
                Files.writeString(root.resolve(directory).resolve(name), "rubbish");
            }
        }
        Files.writeString(root.resolve("etc/ld.so.preload"), "/lib/libc.so.6\n");

        inRoot(root, "/kaniko/executor", "plugins", "list").succeeded();
    }

    @Test
    void theClassesComeFromTheCacheAlsoElsewhere(Workbench bench) throws Exception {
        Path root = rootWithHome(bench);

        inRoot(
                        root,
                        List.of("KANIKO_JAVA_OPTIONS=  -Xlog:class+load:file=/classes  -Xmx64m "),
                        "/kaniko/executor",
                        "version")
                .succeeded();

        List<String> classes = Files.readAllLines(root.resolve("classes"));
        assertThat(classes.stream().filter(line -> line.contains("shared objects file")))
                .as("of %s classes", classes.size())
                .hasSizeGreaterThan(classes.size() * 9 / 10);
    }

    @Test
    void aLinkNamesTheProgramBehindIt(Workbench bench) throws Exception {
        Path link = bench.path("anything");
        Files.createSymbolicLink(link, Executor.home().resolve("bin/executor"));

        assertThat(Program.run(link.toString(), "version").succeeded().output()).startsWith("Kaniko version");
    }

    @Test
    void argumentsArriveAsTheyAre(Workbench bench) throws Exception {
        Finished refused = bench.executor().run("--no-push", "--log-format", "a \"b'  $c\n*");

        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.errors()).contains("a \"b'  $c");
    }

    @Test
    void takesMountsOfItsOwnWhereItMay() {
        String properties = "KANIKO_JAVA_OPTIONS=-XshowSettings:properties";
        String executor = Executor.home().resolve("bin/executor").toString();

        Finished privileged =
                Program.run("env", properties, executor, "version").succeeded();
        Finished ordinary = Program.run("setpriv", "--bounding-set=-sys_admin", "env", properties, executor, "version")
                .succeeded();

        assertThat(privileged.errors()).contains("kaniko.mounts = own");
        assertThat(ordinary.errors()).contains("kaniko.program = executor").doesNotContain("kaniko.mounts");
    }

    @Test
    void aProgramThatWasTakenOutOfItsDirectorySaysSo(Workbench bench) throws Exception {
        Path alone = bench.path("executor");
        Files.copy(Executor.home().resolve("bin/executor"), alone, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);

        Finished refused = Program.run(alone.toString(), "version").exited(1);

        assertThat(refused.errors()).startsWith("Cannot start kaniko").contains("Copy the whole directory.");
    }

    private static Path rootWithHome(Workbench bench) throws IOException {
        Path root = bench.newDirectory("root");
        Files.createDirectories(root.resolve("workspace"));
        Program.run("cp", "-a", Executor.home().toString(), root + "/kaniko").succeeded();
        Files.createSymbolicLink(root.resolve("kaniko/executor"), Path.of("bin/executor"));
        return root;
    }

    private static Finished inRoot(Path root, String... command) {
        return inRoot(root, List.of(), command);
    }

    /** Runs a program in the root, without any variable but those given. */
    private static Finished inRoot(Path root, List<String> environment, String... command) {
        List<String> words = new ArrayList<>(List.of("-i"));
        words.addAll(environment);
        words.addAll(List.of(Program.find("chroot"), root.toString()));
        words.addAll(Arrays.asList(command));
        return Program.run("env", words.toArray(String[]::new));
    }
}
