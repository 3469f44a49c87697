package io.kaniko.core.nativeio;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CapabilityTest {

    @Test
    void theKernelSaysTheSameAsProc() throws Exception {
        assertThat(Capability.bits(Capability.effective())).isEqualTo(status("CapEff:"));
        assertThat(Capability.bits(Capability.permitted())).isEqualTo(status("CapPrm:"));
    }

    private static long status(String label) throws Exception {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith(label))
                .mapToLong(line ->
                        Long.parseUnsignedLong(line.substring(label.length()).strip(), 16))
                .findFirst()
                .orElseThrow();
    }
}
