package io.kaniko.e2e.rig;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The assembled product, started as a user starts it: a process with arguments and an environment of its own.
 *
 * @param program the launcher
 * @param directory where the process starts
 * @param environment all of it; nothing of the test's own environment reaches the executor
 */
public record Executor(Path program, Path directory, Map<String, String> environment) {

    public Executor {
        environment = Map.copyOf(environment);
    }

    /** The executor of this checkout, with a home and a work directory below the given one. */
    static Executor below(Path directory) throws IOException {
        Path program = home().resolve("bin/executor");
        if (!Files.isExecutable(program)) {
            throw new AssertionError("There is no " + program + ". Build the distribution: mvn -q -DskipTests package");
        }
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        environment.put(
                "HOME", Files.createDirectories(directory.resolve("home")).toString());
        environment.put("KANIKO_DIR", directory.resolve("kaniko-dir").toString());
        return new Executor(program, Files.createDirectories(directory.resolve("cwd")), environment);
    }

    /** The home directory that {@code mvn package} has assembled. */
    public static Path home() {
        return Path.of(System.getProperty("kaniko.home", "target/kaniko")).toAbsolutePath();
    }

    public Path workDirectory() {
        return Path.of(environment.get("KANIKO_DIR"));
    }

    /** The same with one variable more. */
    public Executor with(String name, String value) {
        Map<String, String> extended = new LinkedHashMap<>(environment);
        extended.put(name, value);
        return new Executor(program, directory, extended);
    }

    /** The same, started in another directory. */
    public Executor in(Path other) {
        return new Executor(program, other, environment);
    }

    public Finished run(String... arguments) {
        return run(InputStream.nullInputStream(), arguments);
    }

    public Finished run(InputStream input, String... arguments) {
        return Program.finish(process(arguments), input);
    }

    /** Starts a build and returns while it works. */
    public RunningBuild start(String... arguments) throws IOException {
        return new RunningBuild(process(arguments).start());
    }

    private ProcessBuilder process(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(program.toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder;
    }
}
