package io.kaniko.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaniko.core.nativeio.LinuxFiles;
import io.kaniko.spi.BuildException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RootExchangeTest {

    @TempDir
    private Path temporary;

    private ExchangeFixture files;

    @BeforeEach
    void makeTrees() throws IOException {
        files = new ExchangeFixture(temporary);
        files.own("bin/own", "own");
        files.own("etc/passwd", "own passwd");
        files.own("etc/hosts", "mounted");
        files.staged("bin/staged", "staged");
        files.staged("etc/passwd", "staged passwd");
        files.staged("etc/hosts", "staged hosts");
    }

    @Test
    void bringsTheStageAndTakesItBack() throws Exception {
        SortedMap<String, String> own = files.own();
        SortedMap<String, String> staged = files.staged();

        RootExchange exchange = files.begin(files.kept("/etc/hosts"));

        assertThat(files.read("bin/staged")).isEqualTo("staged");
        assertThat(files.read("etc/passwd")).isEqualTo("staged passwd");
        assertThat(files.read("etc/hosts")).isEqualTo("mounted");
        assertThat(files.top.resolve("bin/own")).doesNotExist();

        assertThat(exchange.end()).containsExactly("etc/passwd");

        assertThat(files.own()).isEqualTo(own);
        assertThat(files.staged()).isEqualTo(staged);
        assertThat(files.area.journal().exists()).isFalse();
    }

    @Test
    void whatAProcessMakesIsTheStages() throws Exception {
        Files.createDirectories(files.top.resolve("var/run/secrets"));
        SortedMap<String, String> own = files.own();
        RootExchange exchange = files.begin(files.kept("/etc/hosts", "/var/run/secrets"));
        files.own("new/file", "n");
        files.own("etc/new", "n");
        files.own("var/lib/new", "n");
        Files.writeString(files.top.resolve("etc/passwd"), "changed");
        Files.delete(files.top.resolve("bin/staged"));

        assertThat(exchange.end()).isEmpty();

        assertThat(files.own()).isEqualTo(own);
        assertThat(files.staged().keySet())
                .containsExactlyInAnyOrder(
                        "",
                        "bin",
                        "etc",
                        "etc/hosts",
                        "etc/new",
                        "etc/passwd",
                        "new",
                        "new/file",
                        "var",
                        "var/lib",
                        "var/lib/new");
        assertThat(files.stage.resolve("etc/passwd")).hasContent("changed");
    }

    @Test
    void aStayingDirectoryHasTheLooksOfTheStagesOne() throws Exception {
        LinuxFiles.setPermissions(files.stage + "/etc", 0700);
        LinuxFiles.setOwner(files.stage + "/etc", 7, 8);
        LinuxFiles.setModified(files.stage + "/etc", 1000, 5);
        SortedMap<String, String> own = files.own();

        RootExchange exchange = files.begin(files.kept("/etc/hosts"));

        assertThat(LinuxFiles.lstat(files.top + "/etc"))
                .extracting(stat -> stat.permissions() + " " + stat.uid() + ":" + stat.gid() + " "
                        + stat.modifiedSeconds() + "." + stat.modifiedNanos())
                .isEqualTo("448 7:8 1000.5");
        LinuxFiles.setPermissions(files.top + "/etc", 0711);

        exchange.end();

        assertThat(LinuxFiles.lstat(files.stage + "/etc"))
                .extracting(stat -> stat.permissions() + " " + stat.uid() + ":" + stat.gid() + " "
                        + stat.modifiedSeconds() + "." + stat.modifiedNanos())
                .isEqualTo("457 7:8 1000.5");
        assertThat(files.own()).isEqualTo(own);
    }

    @Test
    void closesTheWorkDirectoryToOthersMeanwhile() throws Exception {
        RootExchange exchange = files.begin(files.kept());
        assertThat(LinuxFiles.lstat(files.top + "/kaniko").permissions()).isEqualTo(0700);

        exchange.end();

        assertThat(LinuxFiles.lstat(files.top + "/kaniko").permissions()).isEqualTo(0755);
    }

    @Test
    void turnsALinkRoundWhereADirectoryMustStay() throws Exception {
        Files.createDirectories(files.top.resolve("var/run/secrets"));
        files.own("var/run/secrets/token", "t");
        files.staged("run/lock", "l");
        Files.createDirectories(files.stage.resolve("var"));
        Files.createSymbolicLink(files.stage.resolve("var/run"), Path.of("/run"));
        SortedMap<String, String> own = files.own();
        SortedMap<String, String> staged = files.staged();

        RootExchange exchange = files.begin(files.kept("/var/run/secrets"));

        assertThat(files.read("var/run/lock")).isEqualTo("l");
        assertThat(Files.readSymbolicLink(files.top.resolve("run"))).isEqualTo(Path.of("/var/run"));
        exchange.end();
        assertThat(files.own()).isEqualTo(own);
        assertThat(files.staged()).isEqualTo(staged);

        exchange = files.begin(files.kept("/var/run/secrets"));
        files.own("var/run/new", "n");
        exchange.end();
        assertThat(files.stage.resolve("run/new")).hasContent("n");
        assertThat(Files.readSymbolicLink(files.stage.resolve("var/run"))).isEqualTo(Path.of("/run"));
    }

    @Test
    void aRelativeLinkDeeperInTheStageIsTurnedRoundAsWell() throws Exception {
        Files.delete(files.stage.resolve("etc/passwd"));
        Files.delete(files.stage.resolve("etc/hosts"));
        Files.delete(files.stage.resolve("etc"));
        files.staged("usr/etc/passwd", "in usr");
        Files.createSymbolicLink(files.stage.resolve("etc"), Path.of("usr/etc"));
        SortedMap<String, String> own = files.own();
        SortedMap<String, String> staged = files.staged();

        RootExchange exchange = files.begin(files.kept("/etc/hosts"));

        assertThat(files.read("etc/passwd")).isEqualTo("in usr");
        assertThat(Files.readSymbolicLink(files.top.resolve("usr/etc"))).isEqualTo(Path.of("/etc"));
        assertThat(exchange.end()).containsExactly("usr/etc/passwd");
        assertThat(files.own()).isEqualTo(own);
        assertThat(files.staged()).isEqualTo(staged);
    }

    @Test
    void aFileWhereADirectoryMustStayIsAnError() throws Exception {
        files.staged("var/run", "a file");
        files.own("var/run/secrets/token", "t");
        SortedMap<String, String> own = files.own();

        assertThatThrownBy(() -> files.begin(files.kept("/var/run/secrets")))
                .isInstanceOf(BuildException.class)
                .hasMessage(
                        "Cannot show the stage's files at /: in the image /var/run is no directory, and this container"
                                + " has something mounted below it.");

        assertThat(files.own()).isEqualTo(own);
    }

    @Test
    void aStayingDirectoryThatAProcessRemovesIsRemovedInTheStage() throws Exception {
        SortedMap<String, String> own = files.own();
        RootExchange exchange = files.begin(files.kept().opening("etc"));

        LinuxFiles.deleteTree(files.top + "/etc");
        exchange.end();

        assertThat(files.stage.resolve("etc")).doesNotExist();
        assertThat(files.own()).isEqualTo(own);
    }

    @Test
    void aStayingDirectoryThatAProcessReplacesIsReplacedInTheStage() throws Exception {
        SortedMap<String, String> own = files.own();
        RootExchange exchange = files.begin(files.kept().opening("etc"));

        LinuxFiles.deleteTree(files.top + "/etc");
        Files.createSymbolicLink(files.top.resolve("etc"), Path.of("usr/etc"));
        exchange.end();

        assertThat(Files.readSymbolicLink(files.stage.resolve("etc"))).isEqualTo(Path.of("usr/etc"));
        assertThat(files.own()).isEqualTo(own);
    }

    @Test
    void undoesWhatCannotBeFinished() throws Exception {
        SortedMap<String, String> own = files.own();
        SortedMap<String, String> staged = files.staged();
        for (int good = 0; good < 4; good++) {
            int after = good;
            AtomicInteger renames = new AtomicInteger();

            assertThatThrownBy(() -> files.begin(files.kept("/etc/hosts"), (from, to) -> {
                        if (renames.getAndIncrement() == after) {
                            throw new IOException("refused");
                        }
                        LinuxFiles.rename(from, to);
                    }))
                    .hasMessage("refused");

            assertThat(files.own()).as("after %s renames", after).isEqualTo(own);
            assertThat(files.staged().keySet()).isEqualTo(staged.keySet());
        }
    }
}
