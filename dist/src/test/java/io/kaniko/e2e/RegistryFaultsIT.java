package io.kaniko.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.e2e.rig.ContextDirectory;
import io.kaniko.e2e.rig.FaultyRegistry;
import io.kaniko.e2e.rig.Finished;
import io.kaniko.e2e.rig.Workbench;
import io.kaniko.e2e.rig.WorkbenchSupply;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A registry that refuses, stumbles or lies. */
@ExtendWith(WorkbenchSupply.class)
class RegistryFaultsIT {

    private static ContextDirectory hello(Workbench bench) throws Exception {
        return bench.context().file("hello", "hello\n").dockerfile("FROM scratch\nCOPY hello /hello\n");
    }

    private static Finished pull(Workbench bench, FaultyRegistry faulty) throws Exception {
        String base = bench.bases().busybox().replace(bench.registry().host(), faulty.host());
        return bench.tryBuild(
                bench.context().dockerfile("FROM " + base + "\nRUN true\n"), "--insecure-registry=" + faulty.host());
    }

    private static Finished push(Workbench bench, FaultyRegistry faulty) throws Exception {
        return bench.executor()
                .run(
                        "--context=" + hello(bench),
                        "--destination=" + faulty.reference("faulty/app" + System.nanoTime() + ":1"),
                        "--insecure-registry=" + faulty.host());
    }

    @ParameterizedTest
    @CsvSource({"401, UNAUTHORIZED", "403, DENIED", "404, MANIFEST_UNKNOWN"})
    void aRefusedPullNamesImageLineAndReason(int status, String code, Workbench bench) throws Exception {
        try (FaultyRegistry faulty = new FaultyRegistry(
                bench.registry(), request -> request.path().contains("/manifests/") && request.fail(status, code))) {
            Finished build = pull(bench, faulty);

            assertThat(build.exitCode()).isEqualTo(1);
            assertThat(build.errors())
                    .contains(faulty.reference("base/busybox:1"))
                    .contains("Dockerfile:1")
                    .contains(Integer.toString(status))
                    .contains(code);
        }
    }

    @ParameterizedTest
    @CsvSource({"401, UNAUTHORIZED", "403, DENIED"})
    void aRefusedPushNamesTheDestination(int status, String code, Workbench bench) throws Exception {
        try (FaultyRegistry faulty = new FaultyRegistry(
                bench.registry(),
                request -> request.path().contains("/blobs/uploads/") && request.fail(status, code))) {
            Finished build = push(bench, faulty);

            assertThat(build.exitCode()).isEqualTo(1);
            assertThat(build.errors())
                    .contains(faulty.reference("faulty/app"))
                    .contains(Integer.toString(status))
                    .contains(code);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 502, 503})
    void whatPassesIsTriedAgain(int status, Workbench bench) throws Exception {
        try (FaultyRegistry faulty = new FaultyRegistry(
                bench.registry(),
                request ->
                        !request.path().equals("/v2/") && request.number() == 0 && request.fail(status, "TRY_LATER"))) {
            pull(bench, faulty).succeeded();

            assertThat(faulty.requests())
                    .filteredOn(line -> line.contains("/manifests/1"))
                    .hasSizeGreaterThan(1);
        }
    }

    @Test
    void whatDoesNotPassIsGivenUp(Workbench bench) throws Exception {
        try (FaultyRegistry faulty = new FaultyRegistry(
                bench.registry(),
                request -> request.path().contains("/manifests/") && request.fail(503, "UNAVAILABLE"))) {
            Finished build = pull(bench, faulty);

            assertThat(build.exitCode()).isEqualTo(1);
            assertThat(build.errors()).contains(faulty.host()).contains("503");
        }
    }

    @Test
    void aBlobThatIsNotWhatItsDigestSaysIsRefused(Workbench bench) throws Exception {
        try (FaultyRegistry faulty = new FaultyRegistry(
                bench.registry(),
                request -> request.method().equals("GET") && request.path().contains("/blobs/") && request.corrupt())) {
            Finished build = pull(bench, faulty);

            assertThat(build.exitCode()).isEqualTo(1);
            assertThat(build.errors())
                    .contains(faulty.host())
                    .contains("sha256:")
                    .contains("digest");
        }
    }

    @Test
    void aBlobThatBreaksOffOnceIsFetchedAll(Workbench bench) throws Exception {
        try (FaultyRegistry faulty = new FaultyRegistry(
                bench.registry(),
                request -> request.method().equals("GET")
                        && request.path().contains("/blobs/")
                        && request.number() == 0
                        && request.truncate())) {
            pull(bench, faulty).succeeded();
        }
    }

    @Test
    void aBlobThatAlwaysBreaksOffIsNamed(Workbench bench) throws Exception {
        try (FaultyRegistry faulty = new FaultyRegistry(
                bench.registry(),
                request ->
                        request.method().equals("GET") && request.path().contains("/blobs/") && request.truncate())) {
            Finished build = pull(bench, faulty);

            assertThat(build.exitCode()).isEqualTo(1);
            assertThat(build.errors()).contains(faulty.host()).contains("the connection broke");
        }
    }

    @Test
    void aPushThatStumblesIsTriedAgain(Workbench bench) throws Exception {
        AtomicInteger puts = new AtomicInteger();
        try (FaultyRegistry faulty = new FaultyRegistry(
                bench.registry(),
                request -> request.method().equals("PUT")
                        && puts.incrementAndGet() % 2 == 1
                        && request.fail(503, "UNAVAILABLE"))) {
            push(bench, faulty).succeeded();
        }

        assertThat(puts.get()).isGreaterThanOrEqualTo(4);
    }

    @Test
    void aRegistryThatIsNotThereIsNamed(Workbench bench) throws Exception {
        Finished build =
                bench.executor().run("--context=" + hello(bench), "--destination=127.0.0.1:9/no/body:1", "--insecure");

        assertThat(build.exitCode()).isEqualTo(1);
        assertThat(build.errors()).contains("127.0.0.1:9");
    }
}
