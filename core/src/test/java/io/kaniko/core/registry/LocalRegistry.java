package io.kaniko.core.registry;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Debian's docker-registry on a free port of the loopback interface. */
public final class LocalRegistry implements AutoCloseable {

    private static final Pattern LISTENING = Pattern.compile("listening on [^ ]*:(\\d+)");

    private final Process process;
    private final int port;

    private LocalRegistry(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** One that speaks plain HTTP and lets everybody in; it keeps its data below the directory. */
    public static LocalRegistry start(Path directory) throws Exception {
        return start(directory, Optional.empty(), Optional.empty());
    }

    /** One that speaks TLS and, where a file is given, wants a user of an htpasswd file. */
    static LocalRegistry start(Path directory, Optional<TestAuthority.Server> tls, Optional<Path> users)
            throws Exception {
        List<String> config = new ArrayList<>(List.of(
                "version: 0.1",
                "log: {level: info}",
                "storage: {filesystem: {rootdirectory: " + directory.resolve("data") + "}, delete: {enabled: true}}",
                "http:",
                "  addr: 127.0.0.1:0"));
        tls.ifPresent(server -> {
            config.add("  tls:");
            config.add("    certificate: " + server.certificate());
            config.add("    key: " + server.key());
            server.clientAuthority().ifPresent(file -> config.add("    clientcas: [" + file + "]"));
        });
        users.ifPresent(file -> config.add("auth: {htpasswd: {realm: test, path: " + file + "}}"));
        Files.createDirectories(directory);
        Path file = Files.write(directory.resolve("config.yml"), config);
        Process process = new ProcessBuilder(Program.located("docker-registry", "serve", file.toString()))
                .redirectErrorStream(true)
                .start();
        CompletableFuture<Integer> port = new CompletableFuture<>();
        BufferedReader log = process.inputReader();
        Thread.ofVirtual().start(() -> {
            StringBuilder seen = new StringBuilder();
            try {
                for (String line = log.readLine(); line != null; line = log.readLine()) {
                    seen.append(line).append('\n');
                    Matcher matcher = LISTENING.matcher(line);
                    if (matcher.find()) {
                        port.complete(Integer.parseInt(matcher.group(1)));
                    }
                }
                port.completeExceptionally(new IOException("docker-registry ended: " + seen));
            } catch (IOException e) {
                port.completeExceptionally(e);
            }
        });
        try {
            return new LocalRegistry(process, port.get(60, TimeUnit.SECONDS));
        } catch (Exception e) {
            process.destroy();
            throw e;
        }
    }

    /** The name in image references: {@code localhost:41234}. */
    public String name() {
        return "localhost:" + port;
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
