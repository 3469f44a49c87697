package io.kaniko.core.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MountTableTest {

    @Test
    void readsMountPointsAndTheirEscapes() {
        String text = """
            22 1 0:21 / / rw,relatime - overlay overlay rw,lowerdir=/a
            23 22 0:22 / /proc rw,nosuid - proc proc rw
            24 22 8:1 /hosts /etc/hosts rw - ext4 /dev/sda1 rw
            25 22 8:1 /x /with\\040blank\\134and\\303\\274 rw - ext4 /dev/sda1 rw
            26 22 8:1 /y /old//deleted rw - ext4 /dev/sda1 rw
            """;

        assertThat(MountTable.mountPoints(text.getBytes(StandardCharsets.US_ASCII)))
                .containsExactly("/etc/hosts", "/proc", "/with blank\\andü");
    }
}
