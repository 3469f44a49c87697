package io.kaniko.core.tar;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.spi.FileType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever an archive holds, reading it ends: with entries or with an {@link IOException}. */
final class DamagedArchiveTest {

    private static final int TRIES = 20_000;

    @TempDir
    Path directory;

    @Test
    void damagedHeadersNeverBreakTheReader() throws IOException {
        byte[] archive = archiveOfEverything();
        Random random = new Random(42);
        int refused = 0;
        for (int i = 0; i < TRIES; i++) {
            byte[] damaged = archive.clone();
            int block = random.nextInt(archive.length / 512) * 512;
            for (int change = random.nextInt(4); change >= 0; change--) {
                int at = block + random.nextInt(512);
                damaged[at] = switch (random.nextInt(4)) {
                    case 0 -> (byte) random.nextInt(256);
                    case 1 -> (byte) 0xff;
                    case 2 -> (byte) ('0' + random.nextInt(10));
                    default -> 0;
                };
            }
            mendChecksum(damaged, block);
            int length = random.nextInt(5) == 0 ? random.nextInt(damaged.length) : damaged.length;
            refused += isRefused(Arrays.copyOf(damaged, length)) ? 1 : 0;
        }
        assertThat(refused).isBetween(TRIES / 20, TRIES - 1);
    }

    /** All dialects in a row: blocks of other archives without their ends. */
    private byte[] archiveOfEverything() throws IOException {
        ForeignProgram.shell(directory, """
            truncate -s 500000 s; printf p | dd of=s bs=4096 seek=9 conv=notrunc status=none
            printf 'content' > f; ln f hard; ln -s f link; mkdir d; d=$(printf 'n%.0s' $(seq 150)); printf x > $d
            for o in --format=v7 '--format=gnu --owner=:4000000000' --format=ustar --format=posix \
                '--format=posix --sparse-version=0.1' '--format=posix --sparse-version=0.0'; do
                names="f hard link d"
                case "$o" in *v7*|*ustar*) ;; *) names="$names s $d"; o="--sparse --hole-detection=raw $o";; esac
                tar $o -b 1 -cf part $names
                head -c -1024 part >> all
            done\
            """);
        return Files.readAllBytes(directory.resolve("all"));
    }

    private static void mendChecksum(byte[] archive, int block) {
        Arrays.fill(archive, block + 148, block + 156, (byte) ' ');
        int sum = 0;
        for (int i = block; i < block + 512; i++) {
            sum += archive[i] & 0xff;
        }
        byte[] text = "%06o\0 ".formatted(sum).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(text, 0, archive, block + 148, 8);
    }

    private static boolean isRefused(byte[] archive) {
        try (TarReader reader = new TarReader(new ByteArrayInputStream(archive))) {
            for (TarEntry entry = reader.next(); entry != null; entry = reader.next()) {
                reader.content().readNBytes(100_000);
            }
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void aVolumeLabelOfAbsurdSizeEndsTheArchive() throws IOException {
        byte[] label = Entries.archive(Entries.plain(Entries.of(FileType.FIFO, "label", 0, 0, "")));
        label[156] = 'V';
        Arrays.fill(label, 124, 136, (byte) 0xff);
        label[124] = (byte) 0x80;
        label[125] = 0;
        label[126] = 0;
        label[127] = 0;
        label[128] = 0x7f;
        mendChecksum(label, 0);

        assertThat(isRefused(label)).isTrue();
    }

    @Test
    void holesCostNothingUntilTheyAreRead() throws IOException {
        ForeignProgram.shell(directory, "truncate -s 1000000000000 s; tar --sparse --format=posix -cf a.tar s");
        try (InputStream in = Files.newInputStream(directory.resolve("a.tar"));
                TarReader reader = new TarReader(in)) {
            TarEntry entry = reader.next();
            assertThat(entry).isNotNull();
            assertThat(entry.size()).isEqualTo(1_000_000_000_000L);
            ByteArrayOutputStream start = new ByteArrayOutputStream();
            start.write(reader.content().readNBytes(1000));
            assertThat(start.toByteArray()).isEqualTo(new byte[1000]);
            assertThat(reader.next()).isNull();
        }
    }
}
