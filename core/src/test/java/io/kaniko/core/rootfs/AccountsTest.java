package io.kaniko.core.rootfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaniko.core.rootfs.Accounts.Identity;
import io.kaniko.core.rootfs.Accounts.Owner;
import io.kaniko.spi.BuildException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccountsTest {

    private static final String PASSWD = """
        root:x:0:0:root:/root:/bin/sh

        app:x:1000:1001:App,,,:/home/app:/bin/sh
        second:x:1000:2000::/home/second:/bin/sh
        homeless:x:5:6::
        broken:x:many:0::/
        short
        """;

    private static final String GROUP = """
        root:x:0:
        app:x:1001:
        audio:x:63:other,app
        video:x:44:app
        video2:x:44:app
        other:x:99:apple
        """;

    @TempDir
    private Path temporary;

    private Accounts accounts() throws IOException {
        Files.createDirectories(temporary.resolve("etc"));
        Files.writeString(temporary.resolve("etc/passwd"), PASSWD);
        Files.writeString(temporary.resolve("etc/group"), GROUP);
        return Accounts.of(new StageRoot(temporary));
    }

    @Test
    void aKnownUserHasItsGroupsAndHome() throws IOException {
        assertThat(accounts().identity("app")).isEqualTo(new Identity(1000, 1001, List.of(63, 44), "/home/app"));
        assertThat(accounts().identity("1000")).isEqualTo(new Identity(1000, 1001, List.of(63, 44), "/home/app"));
        assertThat(accounts().identity("")).isEqualTo(new Identity(0, 0, List.of(), "/root"));
        assertThat(accounts().identity("homeless")).isEqualTo(new Identity(5, 6, List.of(), "/"));
    }

    @Test
    void anExplicitGroupIsTheOnlyOne() throws IOException {
        assertThat(accounts().identity("app:video")).isEqualTo(new Identity(1000, 44, List.of(), "/home/app"));
        assertThat(accounts().identity("app:77")).isEqualTo(new Identity(1000, 77, List.of(), "/home/app"));
        assertThat(accounts().identity("1000:1001")).isEqualTo(new Identity(1000, 1001, List.of(), "/home/app"));
        assertThat(accounts().identity("12:13")).isEqualTo(new Identity(12, 13, List.of(), "/"));
    }

    @Test
    void aNumberNeedNotBeKnown() throws IOException {
        assertThat(accounts().identity("4711")).isEqualTo(new Identity(4711, 0, List.of(), "/"));
        assertThat(accounts().home(4711)).isEqualTo("/");
        assertThat(accounts().home(1000)).isEqualTo("/home/app");
    }

    @Test
    void anUnknownNameCannotRun() throws IOException {
        Accounts accounts = accounts();
        assertThatThrownBy(() -> accounts.identity("nobody"))
                .isInstanceOf(BuildException.class)
                .hasMessage("Cannot run as USER nobody: user nobody is not in /etc/passwd of the image");
        assertThatThrownBy(() -> accounts.identity("app:nogroup"))
                .hasMessage("Cannot run as USER app:nogroup: group nogroup is not in /etc/group of the image");
        assertThatThrownBy(() -> accounts.identity("broken")).isInstanceOf(BuildException.class);
        assertThatThrownBy(() -> accounts.identity("2147483648")).isInstanceOf(BuildException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "app, 1000, 1001",
        "app:video, 1000, 44",
        "app:5, 1000, 5",
        "7, 7, 7",
        "7:8, 7, 8",
        "7:video, 7, 44",
        "7:nogroup, 7, 7",
        "nobody, 0, 0",
        "nobody:video, 0, 44",
        "app:nogroup, 1000, 1001",
        "root, 0, 0",
    })
    void ownersFollowBuildKit(String chown, int uid, int gid) throws IOException {
        assertThat(accounts().owner(chown)).isEqualTo(new Owner(uid, gid));
    }

    @Test
    void anEmptyStageKnowsNumbersOnly() throws IOException {
        Accounts accounts = Accounts.of(new StageRoot(temporary));
        assertThat(accounts.owner("7")).isEqualTo(new Owner(7, 7));
        assertThat(accounts.owner("root:root")).isEqualTo(Owner.ROOT);
        assertThatThrownBy(() -> accounts.owner("app"))
                .isInstanceOf(BuildException.class)
                .hasMessage("Cannot apply --chown=app: invalid user index: -1"
                        + " (the stage has no files, so no /etc/passwd)");
        assertThatThrownBy(() -> accounts.owner("7:app")).isInstanceOf(BuildException.class);
        assertThat(accounts.identity("")).isEqualTo(new Identity(0, 0, List.of(), "/"));
    }

    @Test
    void aStageWithFilesButWithoutPasswdTakesUnknownNamesForRoot() throws IOException {
        Files.writeString(temporary.resolve("file"), "");
        assertThat(Accounts.of(new StageRoot(temporary)).owner("app")).isEqualTo(Owner.ROOT);
    }

    @Test
    void theFilesOfTheHostAreNotRead() throws IOException {
        Files.writeString(temporary.resolve("passwd"), PASSWD);
        Path root = Files.createDirectories(temporary.resolve("root"));
        Files.createSymbolicLink(
                Files.createDirectory(root.resolve("etc")).resolve("passwd"), temporary.resolve("passwd"));
        Accounts accounts = Accounts.of(new StageRoot(root));
        assertThatThrownBy(() -> accounts.identity("app")).isInstanceOf(BuildException.class);
    }

    @Test
    void absurdlyLargeFilesAreRefused() throws IOException {
        Files.createDirectories(temporary.resolve("etc"));
        Files.write(temporary.resolve("etc/passwd"), new byte[(16 << 20) + 1]);
        StageRoot root = new StageRoot(temporary);
        assertThatThrownBy(() -> Accounts.of(root))
                .hasMessage("Cannot look up users: /etc/passwd of the image is larger than 16 MiB");
    }
}
