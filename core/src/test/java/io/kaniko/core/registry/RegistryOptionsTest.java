package io.kaniko.core.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaniko.core.oci.ImageReference;
import io.kaniko.spi.BuildException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryOptionsTest {

    private static List<String> places(RegistryMap map, String image) {
        return map.locate(ImageReference.parse(image)).stream()
                .map(Object::toString)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"docker.io", "index.docker.io", "registry-1.docker.io"})
    void everyNameOfDockerHubIsTheSameRegistry(String name) {
        RegistryMap map = RegistryMap.parse(List.of(name + "=gcr.io/mirror;quay.io=other.example:5000"), List.of());

        assertThat(places(map, "busybox:1")).containsExactly("gcr.io/mirror/library/busybox:1");
        assertThat(places(map, "quay.io/a/b")).containsExactly("other.example:5000/a/b");
        assertThat(places(map, "ghcr.io/a/b")).isEmpty();
    }

    @Test
    void mirrorsStandInForDockerHubAndMayHaveAScheme() {
        RegistryMap map =
                RegistryMap.parse(List.of(), List.of("http://one.example/path/", "https://two.example", "three:5000"));

        assertThat(places(map, "busybox"))
                .containsExactly(
                        "one.example/path/library/busybox",
                        "two.example/library/busybox",
                        "three:5000/library/busybox");
        RegistryOptions options = RegistryOptions.builder().map(map).build();
        assertThat(options.mayUsePlainHttp(new RegistryHost("one.example"))).isTrue();
        assertThat(options.mayUsePlainHttp(new RegistryHost("two.example"))).isFalse();
    }

    @Test
    void formsThatCannotBeReadAreNamed() {
        assertThatThrownBy(() -> RegistryMap.parse(List.of("gcr.io"), List.of()))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("Cannot use \"gcr.io\" as a value of --registry-map");
        assertThatThrownBy(() -> RegistryMap.parse(List.of(), List.of("bad host")))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("--registry-mirror");
        assertThatThrownBy(() -> RegistryOptions.builder().clientCertificate("gcr.io=only-one.pem"))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("--registry-client-cert");
        assertThatThrownBy(() -> RegistryOptions.builder().certificate("/no/registry.pem"))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("--registry-certificate");
    }

    @Test
    void optionsForPushingCountWherePushesGo() {
        RegistryOptions options = RegistryOptions.builder()
                .pushRegistries(List.of("push.example"))
                .insecurePush(true)
                .skipTlsVerifyPush(true)
                .build();

        assertThat(options.mayUsePlainHttp(new RegistryHost("push.example"))).isTrue();
        assertThat(options.skipsTlsVerify(new RegistryHost("push.example"))).isTrue();
        assertThat(options.mayUsePlainHttp(new RegistryHost("pull.example"))).isFalse();
        assertThat(options.skipsTlsVerify(new RegistryHost("pull.example"))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "localhost:5000, true", "127.0.0.1, true", "10.1.2.3:5000, true", "172.16.0.1, true", "192.168.0.9, true",
        "nas.local, true", "[::1]:5000, true", "172.32.0.1, false", "11.0.0.1, false", "localhost.example.com, false",
        "10.example.com, false"
    })
    void plainHttpIsTriedOnLocalNetworksOnly(String registry, boolean allowed) {
        assertThat(RegistryOptions.builder().build().mayUsePlainHttp(new RegistryHost(registry)))
                .isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource({
        "https://registry.example/v2/, true",
        "https://sub.corp.example/v2/, false",
        "https://corp.example/v2/, false",
        "https://xcorp.example/v2/, true",
        "https://only.sub.example/v2/, false",
        "https://sub.example/v2/, true",
        "https://10.2.3.4/v2/, false",
        "https://10.2.3.4:5000/v2/, false",
        "https://11.2.3.4/v2/, true",
        "https://port.example:5000/v2/, false",
        "https://port.example/v2/, true",
        "https://localhost:5000/v2/, false",
        "http://registry.example/v2/, false"
    })
    void proxiesFollowTheEnvironment(String uri, boolean proxied) {
        EnvironmentProxies proxies = new EnvironmentProxies(Map.of(
                "https_proxy", "http://proxy.example:3128",
                "NO_PROXY", "corp.example, .sub.example,10.0.0.0/8,port.example:5000"));

        assertThat(proxies.select(URI.create(uri)).getFirst() != Proxy.NO_PROXY).isEqualTo(proxied);
    }

    @Test
    void tlsIsNotGivenUpAndPrivateAddressesAreNotReachedByRedirect() {
        RegistryOptions options = RegistryOptions.builder().build();
        try (Transports transports = new Transports(options)) {
            Exchange exchange = new Exchange(transports, options);
            URI registry = URI.create("https://registry.example/v2/");
            assertThatThrownBy(() -> exchange.check(registry, URI.create("http://storage.example/x")))
                    .hasMessageContaining("from TLS to plain HTTP at storage.example");
            for (String inside : List.of("https://169.254.169.254/x", "https://127.0.0.1/x", "https://10.0.0.1/x")) {
                assertThatThrownBy(() -> exchange.check(registry, URI.create(inside)))
                        .hasMessageContaining("sends us to the private address");
            }
            assertThatThrownBy(() -> exchange.check(registry, URI.create("file:///etc/passwd")))
                    .hasMessageContaining("not a web address");
        }
    }

    @Test
    void aBodyThatStopsArrivingFails() {
        CountDownLatch closed = new CountDownLatch(1);
        InputStream silent = new InputStream() {
            @Override
            public int read() throws IOException {
                try {
                    closed.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                throw new IOException("closed");
            }

            @Override
            public void close() {
                closed.countDown();
            }
        };
        try (StallGuard guard = new StallGuard(Duration.ofMillis(40))) {
            InputStream watched = guard.watch(silent, URI.create("https://registry.example/v2/"));
            assertThatThrownBy(() -> watched.read(new byte[10]))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("registry.example sent nothing for");
        }
    }
}
