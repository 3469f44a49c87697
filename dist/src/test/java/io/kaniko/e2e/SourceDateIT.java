package io.kaniko.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.e2e.rig.ContextDirectory;
import io.kaniko.e2e.rig.Finished;
import io.kaniko.e2e.rig.ImageTree;
import io.kaniko.e2e.rig.Program;
import io.kaniko.e2e.rig.WebServer;
import io.kaniko.e2e.rig.Workbench;
import io.kaniko.e2e.rig.WorkbenchSupply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** SOURCE_DATE_EPOCH, and where it may be taken from. */
@ExtendWith(WorkbenchSupply.class)
class SourceDateIT {

    private static final String HTTP_DATE = "Tue, 04 Aug 2026 10:00:00 GMT";
    private static final String OF_HTTP = "2026-08-04T10:00:00Z";
    private static final Instant OF_FILES = Instant.ofEpochSecond(1_600_000_000);
    private static final String DOCKERFILE = """
        FROM scratch
        ARG SOURCE_DATE_EPOCH
        LABEL date=$SOURCE_DATE_EPOCH
        COPY f /
        """;

    private static ContextDirectory context(Workbench bench, String dockerfile) throws Exception {
        return bench.context().file("f", "f\n").dockerfile(dockerfile);
    }

    private static Path packed(Workbench bench, ContextDirectory context) {
        Path packed = bench.path("packed.tar");
        Program.shell(
                context.path(), "touch -d @" + OF_FILES.getEpochSecond() + " f Dockerfile; tar -cf " + packed + " .");
        return packed;
    }

    private static ImageTree build(Workbench bench, String context, String... more) throws Exception {
        Path archive = bench.path("image.tar");
        String[] arguments = new String[more.length + 3];
        arguments[0] = "--context=" + context;
        arguments[1] = "--no-push";
        arguments[2] = "--tar-path=" + archive;
        System.arraycopy(more, 0, arguments, 3, more.length);
        bench.executor().run(arguments).succeeded();
        return bench.readArchive(archive);
    }

    private static void assertDate(ImageTree image, String date) throws Exception {
        assertThat(image.config().at("/created").asString()).isEqualTo(date);
        assertThat(image.config().at("/history/0/created").asString()).isEqualTo(date);
        assertThat(image.config().at("/config/Labels/date").asString())
                .isEqualTo(Long.toString(Instant.parse(date).getEpochSecond()));
    }

    @Test
    void isANumberGivenOrTheDockerfilesOwn(Workbench bench) throws Exception {
        ContextDirectory own = context(bench, "ARG SOURCE_DATE_EPOCH=1700000000\n" + DOCKERFILE);

        assertDate(build(bench, own.toString()), "2023-11-14T22:13:20Z");
        assertDate(
                build(bench, own.toString(), "--build-arg=SOURCE_DATE_EPOCH=1600000000", "--reproducible"),
                OF_FILES.toString());
    }

    @Test
    void isTakenFromTheContext(Workbench bench) throws Exception {
        ContextDirectory directory = context(bench, DOCKERFILE);
        Path packed = packed(bench, directory);
        try (WebServer server = WebServer.start()) {
            server.file("/c.tar", Files.readAllBytes(packed), Map.of("Last-Modified", HTTP_DATE));
            server.file("/undated.tar", Files.readAllBytes(packed));
            String argument = "--build-arg=SOURCE_DATE_EPOCH=context";

            assertDate(build(bench, server.url("/c.tar"), argument), OF_HTTP);
            assertDate(build(bench, server.url("/undated.tar"), argument), OF_FILES.toString());
            assertDate(build(bench, "tar://" + packed, argument), OF_FILES.toString());
        }
    }

    @Test
    void isTakenFromACommit(Workbench bench) throws Exception {
        ContextDirectory repository = context(bench, DOCKERFILE)
                .shell("git init -q . && git add . && GIT_AUTHOR_DATE='@1500000000 +0000'"
                        + " GIT_COMMITTER_DATE='@1600000000 +0000'"
                        + " git -c user.name=t -c user.email=t@example.org commit -qm one"
                        + " && git clone -q --bare . bare.git && git -C bare.git update-server-info");
        try (WebServer server = WebServer.start()) {
            server.directory("/", repository.path());
            String url = server.url("/bare.git");

            assertDate(build(bench, url, "--build-arg=SOURCE_DATE_EPOCH=context"), OF_FILES.toString());
            assertDate(
                    build(
                            bench,
                            repository.toString(),
                            "--build-context=source=" + url,
                            "--build-arg=SOURCE_DATE_EPOCH=source"),
                    OF_FILES.toString());
            ContextDirectory stage = context(bench, "FROM scratch AS origin\nADD " + url + " /\n" + DOCKERFILE);
            assertDate(build(bench, stage.toString(), "--build-arg=SOURCE_DATE_EPOCH=origin"), OF_FILES.toString());
        }
    }

    @Test
    void isTakenFromANamedContextOrAStage(Workbench bench) throws Exception {
        Path packed = packed(bench, context(bench, DOCKERFILE));
        try (WebServer server = WebServer.start()) {
            server.file("/dated", "x".getBytes(UTF_8), Map.of("Last-Modified", HTTP_DATE));
            server.file("/undated.tar", Files.readAllBytes(packed));
            ContextDirectory context = context(
                    bench,
                    "ARG SOURCE_DATE_EPOCH=Origin\nFROM scratch AS origin\n" + "ARG NAME=dated\nADD "
                            + server.url("/$NAME") + " /x\n" + DOCKERFILE);

            assertDate(build(bench, context.toString()), OF_HTTP);
            assertDate(build(bench, context.toString(), "--build-arg=NAME=undated.tar"), OF_FILES.toString());
            assertDate(
                    build(
                            bench,
                            context.toString(),
                            "--build-context=other=tar://" + packed,
                            "--build-arg=SOURCE_DATE_EPOCH=other"),
                    OF_FILES.toString());
        }
    }

    @Test
    void aLocalContextHasNoDate(Workbench bench) throws Exception {
        Instant before = Instant.now().minusSeconds(1);

        ImageTree image = build(bench, context(bench, DOCKERFILE).toString(), "--build-arg=SOURCE_DATE_EPOCH=context");

        assertThat(Instant.parse(image.config().at("/created").asString())).isAfterOrEqualTo(before);
        assertThat(image.config().at("/config/Labels/date").asString()).isEmpty();
    }

    @Test
    void whatIsWrongIsSaid(Workbench bench) throws Exception {
        assertThat(failure(bench, DOCKERFILE, "yesterday")).contains("invalid SOURCE_DATE_EPOCH: yesterday");
        // The year 10000, in which the image's configuration could not be written.
        assertThat(failure(bench, DOCKERFILE, "253402300800")).contains("invalid SOURCE_DATE_EPOCH: 253402300800");
        assertThat(failure(bench, "FROM busybox AS s\n" + DOCKERFILE, "s"))
                .contains("SOURCE_DATE_EPOCH names the stage s, which must use FROM scratch")
                .contains(">>>    1 | FROM busybox AS s");
        assertThat(failure(bench, "FROM scratch AS s\n" + DOCKERFILE, "s"))
                .contains("which must contain exactly one remote ADD");
        assertThat(failure(bench, "FROM scratch AS s\nADD http://a/b http://a/c /\n" + DOCKERFILE, "s"))
                .contains("which must contain exactly one remote ADD source");
        assertThat(failure(bench, "FROM scratch AS s\nADD f /\n" + DOCKERFILE, "s"))
                .contains("which must have an address of the web or of Git as the source of its ADD");
        assertThat(failure(bench, "FROM scratch AS s\nCOPY f /\n" + DOCKERFILE, "s"))
                .contains("which must contain nothing but ARG and one remote ADD, not COPY");
    }

    private static String failure(Workbench bench, String dockerfile, String value) throws Exception {
        Finished build = bench.tryBuild(context(bench, dockerfile), "--build-arg=SOURCE_DATE_EPOCH=" + value);
        return build.exited(1).errors();
    }
}
