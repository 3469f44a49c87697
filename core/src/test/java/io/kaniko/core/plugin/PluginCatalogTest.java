package io.kaniko.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kaniko.spi.BuildException;
import io.kaniko.spi.SnapshotMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginCatalogTest {

    @TempDir
    private Path directory;

    private Path bundled;
    private Path dropIn;

    @BeforeEach
    void makeDirectories() throws IOException {
        bundled = Files.createDirectories(directory.resolve("bundled"));
        dropIn = Files.createDirectories(directory.resolve("drop in"));
    }

    @Test
    void loadsJarsDirectoriesAndZips() throws IOException {
        PluginFixture.snapshotMode("snapshot-jar", "jar").jar(bundled.resolve("z.jar"));
        PluginFixture.snapshotMode("snapshot-dir", "dir").directory(dropIn.resolve("dir"), "library-1.jar");
        Path jar = PluginFixture.snapshotMode("snapshot-zip", "zip").jar(directory.resolve("plugin.jar"));
        PluginFixture.zip(dropIn.resolve("packed.zip"), Map.of("plugin.jar", Files.readAllBytes(jar)));

        PluginCatalog catalog = load();

        assertThat(catalog.snapshotModes()).extracting(SnapshotMode::name).containsExactly("dir", "jar", "zip");
        assertThat(catalog.contextSources()).isEmpty();
        assertThat(catalog.plugins())
                .extracting(plugin -> plugin.id() + " " + plugin.version() + " " + plugin.bundled())
                .containsExactly("snapshot-dir 1.2.3 false", "snapshot-jar 1.2.3 true", "snapshot-zip 1.2.3 false");
    }

    @Test
    void doesNotWriteIntoThePluginDirectory() throws IOException {
        Path jar = PluginFixture.snapshotMode("snapshot-zip", "zip").jar(directory.resolve("plugin.jar"));
        PluginFixture.zip(dropIn.resolve("packed.zip"), Map.of("plugin.jar", Files.readAllBytes(jar)));

        load();

        assertThat(dropIn).isDirectoryNotContaining("glob:**/packed");
        assertThat(Files.list(dropIn)).hasSize(1);
    }

    @Test
    void orderIsByNameOfTheExtensionNotOfTheFile() throws IOException {
        PluginFixture.snapshotMode("b", "alpha").jar(dropIn.resolve("z.jar"));
        PluginFixture.snapshotMode("a", "omega").jar(dropIn.resolve("a.jar"));

        assertThat(load().snapshotModes()).extracting(SnapshotMode::name).containsExactly("alpha", "omega");
    }

    @Test
    void missingDirectoryAndForeignFilesAreNoPlugins() throws IOException {
        Files.writeString(dropIn.resolve("README.txt"), "not a plugin");
        Files.createDirectories(dropIn.resolve("..data"));

        PluginCatalog catalog =
                PluginCatalog.load(directory.resolve("nowhere"), List.of(dropIn), directory.resolve("work"), "1.5.0");

        assertThat(catalog.plugins()).isEmpty();
    }

    @Test
    void aPluginSeesTheHostsSpiAndNothingElseOfTheHost() throws IOException {
        PluginFixture.source(
                        "nosy",
                        "test.Mode",
                        PluginFixture.mode("try { Class.forName(\"picocli.CommandLine\"); return \"sees\"; }"
                                + " catch (ClassNotFoundException e) { return \"blind\"; }"))
                .jar(dropIn.resolve("nosy.jar"));

        assertThat(load().snapshotModes()).extracting(SnapshotMode::name).containsExactly("blind");
    }

    @Test
    void refusesAPluginThatRequiresANewerSpi() throws IOException {
        PluginFixture.snapshotMode("a", "a").says("Plugin-Requires", ">=2.0.0").jar(dropIn.resolve("a.jar"));

        assertFailure(
                "it requires SPI version >=2.0.0, and this program has 1.5.0", "Use a release of the plugin that fits");
    }

    @Test
    void refusesARangeThatIsNone() throws IOException {
        PluginFixture.snapshotMode("a", "a")
                .says("Plugin-Requires", "new enough")
                .jar(dropIn.resolve("a.jar"));

        assertFailure("\"new enough\" is not a range of versions", "Plugin-Requires");
    }

    @Test
    void refusesAPluginWithoutId() throws IOException {
        PluginFixture.snapshotMode("a", "a").saysNo("Plugin-Id").jar(dropIn.resolve("a.jar"));

        assertFailure("it has no manifest with a Plugin-Id", "Remove the file if it is not a plugin");
    }

    @Test
    void refusesAPluginWithoutVersion() throws IOException {
        PluginFixture.snapshotMode("a", "a").saysNo("Plugin-Version").jar(dropIn.resolve("a.jar"));

        assertFailure("Plugin-Version", "manifest");
    }

    @Test
    void refusesAPluginWithoutIndex() throws IOException {
        PluginFixture.snapshotMode("a", "a").without("META-INF/extensions.idx").jar(dropIn.resolve("a.jar"));

        assertFailure("it has no extension index (META-INF/extensions.idx)", "ExtensionAnnotationProcessor");
    }

    @Test
    void refusesAnEmptyIndex() throws IOException {
        PluginFixture.snapshotMode("a", "a")
                .with("META-INF/extensions.idx", "# nothing\n")
                .jar(dropIn.resolve("a.jar"));

        assertFailure("its extension index names no extension", "@Extension");
    }

    @Test
    void refusesAnIndexThatNamesAClassThatIsNotThere() throws IOException {
        PluginFixture.snapshotMode("a", "a")
                .with("META-INF/extensions.idx", "test.Gone\n")
                .jar(dropIn.resolve("a.jar"));

        assertFailure(
                "its extension test.Gone cannot be made (ClassNotFoundException: test.Gone)", "Remove the plugin");
    }

    @Test
    void refusesAClassThatIsNoExtension() throws IOException {
        PluginFixture.source("a", "test.Other", "package test; public class Other {}")
                .jar(dropIn.resolve("a.jar"));

        assertFailure("test.Other is neither a ContextSource nor a CredentialSource nor a SnapshotMode", "Remove");
    }

    @Test
    void refusesAPluginForANewerJava() throws IOException {
        PluginFixture.snapshotMode("a", "a").compiledForJava(99).jar(dropIn.resolve("a.jar"));

        assertFailure(
                "it was compiled for Java 99, and this program runs on Java "
                        + Runtime.version().feature(),
                "newer kaniko");
    }

    @Test
    void refusesAnExtensionWhoseConstructorThrows() throws IOException {
        String source = PluginFixture.mode("return \"a\";")
                .replace(
                        "public String",
                        "public Mode() { throw new IllegalStateException(\"no moon\"); } public String");
        PluginFixture.source("a", "test.Mode", source).jar(dropIn.resolve("a.jar"));

        assertFailure("the constructor of test.Mode failed (IllegalStateException: no moon)", "Remove the plugin");
    }

    @Test
    void refusesAnExtensionWithoutName() throws IOException {
        PluginFixture.source("a", "test.Mode", PluginFixture.mode("return \" \";"))
                .jar(dropIn.resolve("a.jar"));

        assertFailure("test.Mode has no name", "ask its author");
    }

    @Test
    void refusesAnArchiveThatIsNone() throws IOException {
        Files.writeString(dropIn.resolve("a.jar"), "not a zip");

        assertFailure("it is not a readable zip archive", "Copy the plugin again");
    }

    @Test
    void refusesABrokenZip() throws IOException {
        Files.writeString(dropIn.resolve("a.zip"), "not a zip");

        assertFailure("a.zip", "it is not a readable zip archive", "Copy the plugin again");
    }

    @Test
    void refusesAZipThatLeavesItsDirectory() throws IOException {
        for (String name : List.of("../evil.txt", "/evil.txt", "lib/../../evil.txt", "..\\evil.txt")) {
            PluginFixture.zip(dropIn.resolve("a.zip"), new LinkedHashMap<>(Map.of(name, new byte[1])));

            assertFailure("its entry \"" + name + "\" lies outside of the archive", "Do not use this file");
        }
        assertThat(directory.resolve("work").resolve("evil.txt")).doesNotExist();
    }

    @Test
    void refusesADirectoryThatIsNoPlugin() throws IOException {
        Files.createDirectories(dropIn.resolve("empty"));

        assertFailure("it has no manifest with a Plugin-Id", "Remove the file");
    }

    @Test
    void refusesAPluginThatBringsTheSpi() throws IOException {
        PluginFixture.snapshotMode("a", "a")
                .with("io/kaniko/spi/BuildException.class", "x")
                .jar(dropIn.resolve("a.jar"));

        assertFailure(
                "it brings io/kaniko/spi/BuildException.class, which the program itself provides", "\"provided\"");
    }

    @Test
    void refusesAPluginThatBringsTheSpiAsLibrary() throws IOException {
        PluginFixture.snapshotMode("a", "a").directory(dropIn.resolve("a"), "pf4j-3.15.0.jar");

        assertFailure("it brings pf4j-3.15.0.jar, which the program itself provides", "\"provided\"");
    }

    @Test
    void refusesTwoPluginsOfOneId() throws IOException {
        PluginFixture.snapshotMode("same", "a").jar(bundled.resolve("a.jar"));
        PluginFixture.snapshotMode("same", "b").jar(dropIn.resolve("b.jar"));

        assertFailure("b.jar: its id \"same\" is that of " + bundled.resolve("a.jar"), "Remove one of the two");
    }

    @Test
    void refusesTwoExtensionsOfOneName() throws IOException {
        PluginFixture.snapshotMode("a", "same").jar(bundled.resolve("a.jar"));
        PluginFixture.snapshotMode("b", "same").jar(dropIn.resolve("b.jar"));

        assertFailure(
                "b.jar: its SnapshotMode \"same\" has the name of one in " + bundled.resolve("a.jar"),
                "Remove one of the two");
    }

    @Test
    void refusesAPluginThatNeedsAMissingOne() throws IOException {
        PluginFixture.snapshotMode("a", "a")
                .says("Plugin-Dependencies", "gone@1.0.0")
                .jar(dropIn.resolve("a.jar"));

        assertFailure("gone", "Add the missing plugin");
    }

    @Test
    void digestIsThatOfTheFile() throws IOException {
        Path file = Files.writeString(directory.resolve("x"), "abc");

        assertThat(PluginDigest.of(file))
                .isEqualTo("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    private PluginCatalog load() throws IOException {
        return PluginCatalog.load(bundled, List.of(dropIn), directory.resolve("work"), "1.5.0");
    }

    private void assertFailure(String... words) {
        BuildException failure = catchThrowableOfType(BuildException.class, this::load);
        assertThat(failure).isNotNull();
        assertThat(failure.getMessage() + " " + failure.remedy().orElse("")).contains(words);
    }
}
