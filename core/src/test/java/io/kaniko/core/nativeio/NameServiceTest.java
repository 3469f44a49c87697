package io.kaniko.core.nativeio;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class NameServiceTest {

    @Test
    void hostsAreStillFoundInTheFile() throws Exception {
        NameService.takeFilesAndDnsOnly();

        assertThat(InetAddress.getByName("localhost").isLoopbackAddress()).isTrue();
    }
}
