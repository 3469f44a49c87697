package io.kaniko.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.e2e.rig.Executor;
import io.kaniko.e2e.rig.Finished;
import io.kaniko.e2e.rig.Program;
import io.kaniko.e2e.rig.Workbench;
import io.kaniko.e2e.rig.WorkbenchSupply;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Plugins that a user drops in, made from the example of the documentation. */
@ExtendWith(WorkbenchSupply.class)
class PluginsIT {

    private static final Path SOURCE =
            Path.of("../examples/plugin/src/main/java/org/example/greeting/GreetingContext.java");
    private static final String CLASS = "org.example.greeting.GreetingContext";

    private static Path compile(Workbench bench) throws IOException {
        Path classes = bench.newDirectory("classes");
        String classPath;
        try (Stream<Path> files = Files.walk(Executor.home())) {
            classPath = String.join(
                    ":",
                    files.filter(file -> file.getFileName().toString().matches("(kaniko-spi|pf4j|jspecify).*\\.jar"))
                            .map(Path::toString)
                            .toList());
        }
        int errors = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-proc:none", "-d", classes.toString(), "-cp", classPath, SOURCE.toString());
        assertThat(errors).isZero();
        return classes;
    }

    private static Path plugin(Workbench bench, Path directory, String file, String requires, boolean indexed)
            throws IOException {
        String classFile = CLASS.replace('.', '/') + ".class";
        Path jar = directory.resolve(file);
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out)) {
            put(
                    entries,
                    "META-INF/MANIFEST.MF",
                    "Manifest-Version: 1.0\nPlugin-Id: greeting\nPlugin-Version: 1.2.3\nPlugin-Requires: " + requires
                            + "\nPlugin-Description: Contexts that greet\n\n");
            if (indexed) {
                put(entries, "META-INF/extensions.idx", CLASS + "\n");
            }
            entries.putNextEntry(new JarEntry(classFile));
            entries.write(Files.readAllBytes(compile(bench).resolve(classFile)));
        }
        return jar;
    }

    private static void put(JarOutputStream jar, String name, String text) throws IOException {
        jar.putNextEntry(new JarEntry(name));
        jar.write(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void bundledPluginsAreListed(Workbench bench) {
        Finished list = bench.executor().run("plugins", "list").succeeded();

        assertThat(list.output())
                .contains("context-dir")
                .contains("context-https")
                .contains("context-tar")
                .contains("credentials-config")
                .contains("snapshot-full");
    }

    @Test
    void aPluginThatIsDroppedInIsListedAndUsed(Workbench bench) throws Exception {
        Path plugins = bench.newDirectory("plugins");
        Program.shell(
                SOURCE.resolveSibling("../../../../../..").toAbsolutePath().normalize(),
                "JAVA_HOME='" + System.getProperty("java.home") + "' ./build.sh && cp target/greeting-1.2.3.jar "
                        + plugins);
        Path archive = bench.path("image.tar");

        Finished list = bench.executor()
                .run("plugins", "list", "--plugins-dir=" + plugins)
                .succeeded();
        bench.executor()
                .with("KANIKO_PLUGINS_DIR", plugins.toString())
                .run("--context=greeting://world", "--no-push", "--tar-path=" + archive)
                .succeeded();

        assertThat(list.output().lines())
                .anySatisfy(line -> assertThat(line).contains("greeting").contains("1.2.3"));
        assertThat(bench.readArchive(archive).read("greeting.txt")).isEqualTo("Hello, world!\n");
    }

    @Test
    void aPluginForANewerProgramStopsTheStart(Workbench bench) throws Exception {
        Path plugins = bench.newDirectory("plugins");
        Path jar = plugin(bench, plugins, "greeting.jar", ">=99.0.0", true);

        Finished build = bench.executor().run("--plugins-dir=" + plugins, "--context=greeting://world", "--no-push");

        assertThat(build.exitCode()).isEqualTo(1);
        assertThat(build.errors()).contains(jar.toString()).contains("99.0.0");
    }

    @Test
    void aPluginWithoutAnIndexStopsTheStart(Workbench bench) throws Exception {
        Path plugins = bench.newDirectory("plugins");
        Path jar = plugin(bench, plugins, "greeting.jar", ">=0.1.0", false);

        Finished build = bench.executor().run("--plugins-dir=" + plugins, "--context=greeting://world", "--no-push");

        assertThat(build.exitCode()).isEqualTo(1);
        assertThat(build.errors()).contains(jar.toString()).contains("extensions.idx");
    }

    @Test
    void twoPluginsOfOneNameStopTheStart(Workbench bench) throws Exception {
        Path plugins = bench.newDirectory("plugins");
        List<Path> jars = List.of(
                plugin(bench, plugins, "greeting-a.jar", ">=0.1.0", true),
                plugin(bench, plugins, "greeting-b.jar", ">=0.1.0", true));

        Finished build = bench.executor().run("--plugins-dir=" + plugins, "--context=greeting://world", "--no-push");

        assertThat(build.exitCode()).isEqualTo(1);
        assertThat(build.errors())
                .contains(jars.get(0).toString())
                .contains(jars.get(1).toString());
    }

    @Test
    void aFileThatIsNoPluginStopsTheStart(Workbench bench) throws Exception {
        Path plugins = bench.newDirectory("plugins");
        Path jar = Files.writeString(plugins.resolve("broken.jar"), "not a jar");

        Finished build = bench.executor().run("--plugins-dir=" + plugins, "--context=/", "--no-push");

        assertThat(build.exitCode()).isEqualTo(1);
        assertThat(build.errors()).contains(jar.toString()).contains("not a readable");
    }
}
