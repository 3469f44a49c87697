package io.kaniko.core.tar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DecompressionTest {

    @TempDir
    Path directory;

    private byte[] compressed(String command) throws IOException {
        ForeignProgram.shell(directory, "seq 1 100000 > plain; " + command + " < plain > packed");
        return Files.readAllBytes(directory.resolve("packed"));
    }

    private byte[] plain() throws IOException {
        return Files.readAllBytes(directory.resolve("plain"));
    }

    /** A stream like a network's: nothing at hand, odd pieces, no mark. */
    private static InputStream trickling(byte[] bytes) {
        return new FilterInputStream(new ByteArrayInputStream(bytes)) {
            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                return super.read(target, offset, Math.min(length, 777));
            }

            @Override
            public int available() {
                return 0;
            }

            @Override
            public boolean markSupported() {
                return false;
            }
        };
    }

    private static byte[] opened(byte[] bytes) throws IOException {
        try (InputStream in = Decompression.open(trickling(bytes))) {
            return in.readAllBytes();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "gzip -1", "zstd -q", "zstd -q -19 --long=27", "xz", "xz -9e", "bzip2", "cat"})
    void opensWhatOthersCompressed(String command) throws IOException {
        assertThat(opened(compressed(command))).isEqualTo(plain());
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "zstd -q", "xz", "bzip2"})
    void opensSeveralInARow(String command) throws IOException {
        byte[] one = compressed(command);
        byte[] two = Arrays.copyOf(one, 2 * one.length);
        System.arraycopy(one, 0, two, one.length, one.length);

        assertThat(opened(two)).hasSize(2 * plain().length).startsWith(plain()).endsWith(plain());
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "zstd -q", "xz", "bzip2"})
    void truncationIsAnError(String command) throws IOException {
        byte[] one = compressed(command);

        assertThatThrownBy(() -> opened(Arrays.copyOf(one, one.length - 9))).isInstanceOf(IOException.class);
    }

    @Test
    void skipsTheSkippableFramesOfZstd() throws IOException {
        byte[] skippable = {0x51, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 'a', 'b', 'c'};
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(skippable);
        all.writeBytes(compressed("zstd -q"));
        all.writeBytes(skippable);

        assertThat(opened(all.toByteArray())).isEqualTo(plain());
    }

    @Test
    void handsShortAndPlainStreamsThrough() throws IOException {
        assertThat(opened(new byte[0])).isEmpty();
        assertThat(opened(new byte[] {0x1f})).containsExactly(0x1f);
        assertThat(opened("BZh is a text".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .asString()
                .isEqualTo("BZh is a text");
    }
}
