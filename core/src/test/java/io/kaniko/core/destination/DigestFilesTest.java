package io.kaniko.core.destination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaniko.core.oci.Digest;
import io.kaniko.core.oci.ImageReference;
import io.kaniko.spi.BuildException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DigestFilesTest {

    private static final Digest DIGEST = Digest.of(new byte[0]);
    private static final List<ImageReference> DESTINATIONS =
            List.of(ImageReference.parse("busybox:1"), ImageReference.parse("gcr.io/acme/app"));

    @TempDir
    Path directory;

    @Test
    void digestFileHoldsTheDigestWithoutNewline() throws Exception {
        Path file = directory.resolve("new/folder/digest");

        new DigestFiles(Optional.of(file.toString()), Optional.empty(), Optional.empty()).write(DIGEST, DESTINATIONS);

        assertThat(file).hasContent(DIGEST.toString());
        assertThat(Files.size(file)).isEqualTo(71);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwx------");
    }

    @Test
    void anExistingFileIsWrittenInPlace() throws Exception {
        Path file = Files.writeString(directory.resolve("termination-log"), "x".repeat(100));
        Path sameFile = Files.createLink(directory.resolve("other-name"), file);

        new DigestFiles(Optional.of(file.toString()), Optional.empty(), Optional.empty()).write(DIGEST, DESTINATIONS);

        assertThat(sameFile).hasContent(DIGEST.toString());
    }

    @Test
    void aDeviceIsWrittenTo() throws Exception {
        new DigestFiles(Optional.of("/dev/null"), Optional.empty(), Optional.empty()).write(DIGEST, DESTINATIONS);

        assertThat(Files.isRegularFile(Path.of("/dev/null"))).isFalse();
    }

    @Test
    void bothNameFilesHaveTheirOwnForm() throws Exception {
        Path names = directory.resolve("names");
        Path tags = directory.resolve("tags");

        new DigestFiles(Optional.empty(), Optional.of(names), Optional.of(tags)).write(DIGEST, DESTINATIONS);

        assertThat(Files.readString(names))
                .isEqualTo("index.docker.io/library/busybox@" + DIGEST + "\ngcr.io/acme/app@" + DIGEST + "\n");
        assertThat(Files.readString(tags))
                .isEqualTo("index.docker.io/library/busybox:1@" + DIGEST + "\ngcr.io/acme/app:latest@" + DIGEST + "\n");
    }

    @Test
    void builderOutputHasALineOfJsonForEachDestination() throws Exception {
        new DigestFiles(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(directory.resolve("out")))
                .write(DIGEST, DESTINATIONS);

        assertThat(Files.readString(directory.resolve("out/images")))
                .isEqualTo("{\"name\":\"index.docker.io/library/busybox:1\",\"digest\":\"" + DIGEST + "\"}\n"
                        + "{\"name\":\"gcr.io/acme/app:latest\",\"digest\":\"" + DIGEST + "\"}\n");
    }

    @Test
    void aFileThatCannotBeWrittenIsNamed() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "").resolve("digest");

        assertThatThrownBy(() -> new DigestFiles(Optional.of(file.toString()), Optional.empty(), Optional.empty())
                        .write(DIGEST, DESTINATIONS))
                .isInstanceOf(BuildException.class)
                .hasMessage("Cannot write the digest to " + file)
                .hasRootCauseInstanceOf(IOException.class);
    }

    @Test
    void theSignatureOfAUrlIsNotShown() {
        assertThatThrownBy(() -> new DigestFiles(
                                Optional.of("https://localhost:1/put?signature=s3cret"),
                                Optional.empty(),
                                Optional.empty())
                        .write(DIGEST, DESTINATIONS))
                .isInstanceOf(BuildException.class)
                .hasMessageStartingWith("Cannot write the digest to https://localhost:1/put: ")
                .hasMessageNotContaining("s3cret");
    }
}
