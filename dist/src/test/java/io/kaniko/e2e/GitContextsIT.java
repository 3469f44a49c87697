package io.kaniko.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.context.git.GitServer;
import io.kaniko.context.git.WrittenRepository;
import io.kaniko.e2e.rig.CertificateAuthority;
import io.kaniko.e2e.rig.ContextDirectory;
import io.kaniko.e2e.rig.Daemon;
import io.kaniko.e2e.rig.Executor;
import io.kaniko.e2e.rig.Finished;
import io.kaniko.e2e.rig.ImageTree;
import io.kaniko.e2e.rig.SshServer;
import io.kaniko.e2e.rig.Workbench;
import io.kaniko.e2e.rig.WorkbenchSupply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Repositories as contexts and as sources of ADD, from git http-backend, git daemon and sshd. */
@ExtendWith(WorkbenchSupply.class)
class GitContextsIT {

    private static final String SECRET = "hunter22";

    /** A repository with an ignore file that must not count, a program, a link and a branch. */
    private static WrittenRepository repository(Path root) throws IOException {
        WrittenRepository repository = WrittenRepository.create(root.resolve("team/app.git"));
        repository
                .file("Dockerfile", "FROM scratch\nCOPY . /all/\n")
                .file(".dockerignore", "*\n")
                .file("services/api/Dockerfile", "FROM scratch\nCOPY . /api/\n")
                .file("services/api/main", "main\n")
                .file("Grüße", "hello\n")
                .file("program", "#!/bin/true\n");
        repository.shell("chmod 700 program; ln -s program link");
        repository.commit("one");
        repository.git("checkout -q -b feature");
        repository.file("feature", "feature\n").commit("two");
        repository.git("checkout -q main");
        return repository;
    }

    private static ImageTree build(Executor executor, Workbench bench, String... arguments) throws IOException {
        Path archive = bench.path("image.tar");
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--no-push");
        all.add("--tar-path=" + archive);
        executor.run(all.toArray(String[]::new)).succeeded();
        return bench.readArchive(archive);
    }

    private static Finished failed(Executor executor, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--no-push");
        Finished build = executor.run(all.toArray(String[]::new)).exited(1);
        assertThat(build.everything()).doesNotContain(SECRET);
        return build;
    }

    @Test
    void aRepositoryIsTheContext(Workbench bench) throws Exception {
        Path root = bench.newDirectory("root");
        repository(root);
        try (GitServer server = GitServer.plain(root)) {
            ImageTree image = build(bench.executor(), bench, "--context=" + server.address("team/app.git"));

            assertThat(image.owner("all/program")).isEqualTo("0:0 755");
            assertThat(image.owner("all/services")).isEqualTo("0:0 755");
            assertThat(image.owner("all/services/api/main")).isEqualTo("0:0 644");
            assertThat(image.read("all/Grüße")).isEqualTo("hello\n");
            assertThat(Files.readSymbolicLink(image.rootfs().resolve("all/link")))
                    .isEqualTo(Path.of("program"));
            assertThat(image.rootfs().resolve("all/.git")).doesNotExist();
        }
    }

    @Test
    void kanikosFormWithOptionsAndAPart(Workbench bench) throws Exception {
        Path root = bench.newDirectory("root");
        String commit = repository(root).head();
        try (GitServer server = GitServer.plain(root)) {
            server.requireLogin("t0ken", "");
            Executor executor = bench.executor().with("GIT_PULL_METHOD", "http").with("GIT_TOKEN", "t0ken");
            String location = "git://" + server.host() + "/team/app.git";

            assertThat(build(
                                    executor,
                                    bench,
                                    "--context=" + location,
                                    "--git=branch=feature,single-branch=true,depth=1")
                            .read("all/feature"))
                    .isEqualTo("feature\n");
            assertThat(build(executor, bench, "--context=" + location + "#refs/heads/feature#" + commit)
                            .rootfs()
                            .resolve("all/feature"))
                    .doesNotExist();
            assertThat(build(executor, bench, "--context=" + location, "--context-sub-path=services/api")
                            .read("api/main"))
                    .isEqualTo("main\n");
            assertThat(build(executor, bench, "--context=" + location + "#main:services/api")
                            .read("api/main"))
                    .isEqualTo("main\n");
        }
    }

    @Test
    void theRepositoryIsKeptOnRequest(Workbench bench) throws Exception {
        Path root = bench.newDirectory("root");
        repository(root);
        try (GitServer server = GitServer.plain(root)) {
            ImageTree image = build(
                    bench.executor(),
                    bench,
                    "--context=" + server.address("team/app.git"),
                    "--build-arg=BUILDKIT_CONTEXT_KEEP_GIT_DIR=1");

            assertThat(new WrittenRepository(image.rootfs().resolve("all")).git("log --format=%s"))
                    .isEqualTo("one\n");
        }
    }

    @Test
    void addFetchesRepositories(Workbench bench) throws Exception {
        Path root = bench.newDirectory("root");
        WrittenRepository repository = repository(root);
        try (GitServer server = GitServer.plain(root)) {
            String address = server.address("team/app.git");
            ContextDirectory context = bench.context().dockerfile("""
                FROM scratch
                ARG PART=services/api
                ADD %1$s /all
                ADD --chown=7:8 --chmod=600 %1$s#main:${PART} /part/
                ADD --exclude=services --link %1$s?branch=feature /linked
                ADD --keep-git-dir=true --checksum=%2$s %1$s#main /kept
                """.formatted(address, repository.head()));
            Path archive = bench.path("image.tar");

            bench.tryBuild(context, "--tar-path=" + archive).succeeded();

            ImageTree image = bench.readArchive(archive);
            assertThat(image.read("all/services/api/main")).isEqualTo("main\n");
            assertThat(image.owner("all/program")).isEqualTo("0:0 755");
            assertThat(image.rootfs().resolve("all/.git")).doesNotExist();
            assertThat(image.owner("part/main")).isEqualTo("7:8 600");
            assertThat(image.read("linked/feature")).isEqualTo("feature\n");
            assertThat(image.rootfs().resolve("linked/services")).doesNotExist();
            assertThat(new WrittenRepository(image.rootfs().resolve("kept")).git("rev-parse HEAD"))
                    .isEqualTo(repository.head() + "\n");
            assertThat(image.texts("/history/*/created_by") + image.config().toString())
                    .contains("ADD --chown=7:8 --chmod=600 " + address + "#main:services/api /part/ # buildkit");
        }
    }

    @Test
    void addSaysWhatIsWrong(Workbench bench) throws Exception {
        Path root = bench.newDirectory("root");
        repository(root);
        try (GitServer server = GitServer.plain(root)) {
            String address = server.address("team/app.git");
            assertThat(addFailure(bench, "ADD --checksum=" + "a".repeat(40) + " " + address + " /"))
                    .contains("Dockerfile:2")
                    .contains("and not " + "a".repeat(40) + " as the checksum says");
            assertThat(addFailure(bench, "ADD " + address + "#nothing /"))
                    .contains("no branch, tag or reference nothing");
            assertThat(addFailure(bench, "COPY " + address + " /")).contains("source can't be a git ref for COPY");
        }
    }

    private static String addFailure(Workbench bench, String line) throws IOException {
        return bench.tryBuild(bench.context().dockerfile("FROM scratch\n" + line + "\n"))
                .exited(1)
                .errors();
    }

    @Test
    void aNamedContextIsARepository(Workbench bench) throws Exception {
        Path root = bench.newDirectory("root");
        repository(root);
        try (GitServer server = GitServer.plain(root)) {
            ContextDirectory context =
                    bench.context().dockerfile("FROM scratch\nCOPY --from=app services/api/main /\n");
            Path archive = bench.path("image.tar");

            bench.tryBuild(
                            context,
                            "--build-context=app=" + server.address("team/app.git") + "#feature",
                            "--tar-path=" + archive)
                    .succeeded();

            assertThat(bench.readArchive(archive).read("main")).isEqualTo("main\n");
        }
    }

    @Test
    void gitsOwnProtocol(Workbench bench) throws Exception {
        Path root = bench.newDirectory("root");
        repository(root);
        try (Daemon daemon = Daemon.start(
                bench.path("log"),
                port -> List.of(
                        "git",
                        "daemon",
                        "--reuseaddr",
                        "--export-all",
                        "--listen=127.0.0.1",
                        "--port=" + port,
                        "--base-path=" + root,
                        root.toString()))) {
            String location = "git://127.0.0.1:" + daemon.port() + "/team/app.git";
            ContextDirectory context = bench.context().dockerfile("FROM scratch\nADD " + location + "#feature /all/\n");
            Path archive = bench.path("image.tar");

            assertThat(build(bench.executor().with("GIT_PULL_METHOD", "git"), bench, "--context=" + location)
                            .read("all/services/api/main"))
                    .isEqualTo("main\n");
            bench.tryBuild(context, "--tar-path=" + archive).succeeded();
            assertThat(bench.readArchive(archive).read("all/feature")).isEqualTo("feature\n");
        }
    }

    @Test
    void ssh(Workbench bench) throws Exception {
        Path root = bench.newDirectory("root");
        WrittenRepository repository = repository(root);
        try (SshServer server = SshServer.start(bench.path("ssh"))) {
            String location = server.address(repository.directory());
            Executor stranger = bench.executor()
                    .with("GIT_SSH_KEY", server.userKey().toString())
                    .with("SSH_KNOWN_HOSTS", "/dev/null");
            Executor known =
                    stranger.with("SSH_KNOWN_HOSTS", server.knownHosts().toString());

            assertThat(build(known, bench, "--context=" + location + "#feature").read("all/feature"))
                    .isEqualTo("feature\n");
            assertThat(failed(stranger, "--context=" + location).errors())
                    .contains("the host key of 127.0.0.1 is not known or has changed")
                    .contains("SSH_KNOWN_HOSTS");
            assertThat(failed(known.with("GIT_SSH_KEY", server.otherKey().toString()), "--context=" + location)
                            .errors())
                    .contains("127.0.0.1 accepts no key of this user")
                    .contains("GIT_SSH_KEY");
            assertThat(failed(known, "--context=" + location + "-nowhere").errors())
                    .contains("there is no repository at");
        }
    }

    @Test
    void sshWithKeysOfTheHomeDirectory(Workbench bench) throws Exception {
        Path root = bench.newDirectory("root");
        WrittenRepository repository = repository(root);
        try (SshServer server = SshServer.start(bench.path("ssh"))) {
            Path home = bench.newDirectory("home");
            Path keys = Files.createDirectory(home.resolve(".ssh"));
            Files.copy(server.userKey(), keys.resolve("id_ed25519"));
            Files.copy(server.knownHosts(), keys.resolve("known_hosts"));

            ImageTree image = build(
                    bench.executor().with("HOME", home.toString()),
                    bench,
                    "--context=" + server.address(repository.directory()));

            assertThat(image.read("all/services/api/main")).isEqualTo("main\n");
        }
    }

    @Test
    void privateAuthorities(Workbench bench) throws Exception {
        Path root = bench.newDirectory("root");
        repository(root);
        CertificateAuthority authority = CertificateAuthority.create(bench.path("authority"));
        try (GitServer server =
                GitServer.secured(root, authority.issue("127.0.0.1").serverContext())) {
            String location = "--context=" + server.address("team/app.git");
            String trusted = authority.certificate().toString();

            assertThat(failed(bench.executor(), location).errors())
                    .contains("the certificate of 127.0.0.1 is not trusted")
                    .contains("GIT_SSL_CAINFO");
            for (Executor executor : List.of(
                    bench.executor().with("GIT_SSL_CAINFO", trusted),
                    bench.executor().with("SSL_CERT_FILE", trusted))) {
                assertThat(build(executor, bench, location).read("all/services/api/main"))
                        .isEqualTo("main\n");
            }
            assertThat(build(bench.executor(), bench, location, "--git=insecure-skip-tls=true")
                            .read("all/services/api/main"))
                    .isEqualTo("main\n");
        }
    }

    @Test
    void secretsAreNotTold(Workbench bench) throws Exception {
        Path root = bench.newDirectory("root");
        repository(root);
        try (GitServer server = GitServer.plain(root)) {
            server.requireLogin("jane", "right");
            String location = "--context=http://jane:" + SECRET + "@" + server.host() + "/team/app.git";

            assertThat(failed(bench.executor(), location, "--verbosity=trace").errors())
                    .contains("127.0.0.1 has refused the login");
            assertThat(failed(
                                    bench.executor()
                                            .with("GIT_USERNAME", "jane")
                                            .with("GIT_PASSWORD", SECRET),
                                    "--context=" + server.address("team/app.git"))
                            .errors())
                    .contains("has refused the login")
                    .contains("GIT_TOKEN");
        }
    }

    @Test
    void optionsForOtherContextsAreRefused(Workbench bench) throws Exception {
        assertThat(failed(
                                bench.executor(),
                                "--context=" + bench.context().dockerfile("FROM scratch\n"),
                                "--git=branch=main")
                        .errors())
                .contains("the context source dir has no option \"branch\"");
    }

    @Test
    void noProgramIsStarted(Workbench bench) throws Exception {
        Path root = bench.newDirectory("root");
        repository(root);
        try (GitServer server = GitServer.plain(root)) {
            Path nowhere = bench.newDirectory("nowhere");

            ImageTree image = build(
                    bench.executor().with("PATH", nowhere.toString()),
                    bench,
                    "--context=" + server.address("team/app.git"));

            assertThat(image.read("all/services/api/main")).isEqualTo("main\n");
        }
    }
}
