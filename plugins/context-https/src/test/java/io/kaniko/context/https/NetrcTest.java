package io.kaniko.context.https;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaniko.spi.BuildException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NetrcTest {

    private static final WebAddress ADDRESS = WebAddress.of(URI.create("https://files.example.org/c.tar"));

    @TempDir
    private Path directory;

    @Test
    void findsTheFirstEntryOfAHost() {
        Netrc netrc = Netrc.parse("""
            # ours
            machine files.example.org
                login ann password #1pass # the rest is comment
            machine Files.example.org login bob password two
            """);
        assertThat(netrc.find("files.example.org")).contains(new Netrc.Login("ann", "#1pass"));
        assertThat(netrc.find("example.org")).isEmpty();
    }

    @Test
    void takesTheDefaultForAllOthers() {
        Netrc netrc = Netrc.parse("machine a login x password y default login anonymous password z");
        assertThat(netrc.find("b")).contains(new Netrc.Login("anonymous", "z"));
        assertThat(netrc.find("a")).contains(new Netrc.Login("x", "y"));
    }

    @Test
    void skipsMacros() {
        Netrc netrc = Netrc.parse("machine a login x password y\nmacdef init\nmachine b login no password no\n\n"
                + "machine c login yes password yes\n");
        assertThat(netrc.find("b")).isEmpty();
        assertThat(netrc.find("c")).contains(new Netrc.Login("yes", "yes"));
    }

    @Test
    void toleratesAnUnfinishedEntry() {
        assertThat(Netrc.parse("machine a login x password").find("a")).contains(new Netrc.Login("x", ""));
        assertThat(Netrc.parse("machine").find("a")).isEmpty();
        assertThat(Netrc.parse("").find("a")).isEmpty();
    }

    @Test
    void liesInTheHomeDirectory() throws Exception {
        Files.writeString(directory.resolve(".netrc"), "machine files.example.org login ann password one");
        assertThat(Credentials.of(ADDRESS, Map.of("HOME", directory.toString())).authorization(ADDRESS))
                .contains("Basic " + Base64.getEncoder().encodeToString("ann:one".getBytes()));
    }

    @Test
    void aFileThatTheEnvironmentNamesMustBeThere() {
        Map<String, String> environment =
                Map.of("NETRC", directory.resolve("nowhere").toString());
        assertThatThrownBy(() -> Credentials.of(ADDRESS, environment))
                .isInstanceOf(BuildException.class)
                .hasMessage("Cannot read the credentials file " + directory.resolve("nowhere")
                        + ": there is no such file.");
    }

    @Test
    void showsNoPassword() {
        assertThat(new Netrc.Login("ann", "one").toString()).doesNotContain("one");
    }
}
