package io.kaniko.core.rootfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaniko.spi.FileStat;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class DigestRecordTest {

    private final DigestRecord record = new DigestRecord();

    private static FileStat stat(long inode, long size, long modified, int changedNanos) {
        return new FileStat(1, inode, 0100644, 1, 0, 0, 0, size, modified, 0, 5, changedNanos);
    }

    private static byte[] digest(int number) {
        return ByteBuffer.allocate(32).putInt(28, number).array();
    }

    @Test
    void aDigestCountsWhileTheFileIsUntouched() {
        record.record("a", stat(1, 2, 3, 4), digest(9));

        assertThat(record.find("a", stat(1, 2, 3, 4))).hasValue(digest(9));
        assertThat(record.find("b", stat(1, 2, 3, 4))).isEmpty();
        assertThat(record.find("a", stat(2, 2, 3, 4))).isEmpty();
        assertThat(record.find("a", stat(1, 3, 3, 4))).isEmpty();
        assertThat(record.find("a", stat(1, 2, 4, 4))).isEmpty();
        assertThat(record.find("a", stat(1, 2, 3, 5))).isEmpty();
    }

    @Test
    void theLatestDigestCounts() {
        record.record("a", stat(1, 2, 3, 4), digest(1));
        record.record("a", stat(1, 2, 3, 5), digest(2));
        assertThat(record.find("a", stat(1, 2, 3, 4))).isEmpty();
        assertThat(record.find("a", stat(1, 2, 3, 5))).hasValue(digest(2));
    }

    @Test
    void manyDigestsAreKept() {
        for (int i = 0; i < 100_000; i++) {
            record.record("usr/share/" + i, stat(i, i, i, 4), digest(i));
        }
        for (int i = 0; i < 100_000; i++) {
            assertThat(record.find("usr/share/" + i, stat(i, i, i, 4)).orElseThrow())
                    .isEqualTo(digest(i));
        }
        assertThat(record.find("usr/share/100000", stat(100_000, 0, 0, 4))).isEmpty();
    }

    @Test
    void onlySha256Fits() {
        assertThatThrownBy(() -> record.record("a", stat(1, 2, 3, 4), new byte[20]))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
