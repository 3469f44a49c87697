package io.kaniko.core.registry;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Runs an independent program. One that is missing is an error that says how to get it. */
public final class Program {

    private Program() {}

    /** Runs to the end and gives standard output; another exit code than 0 is an error. */
    public static String run(String... command) throws IOException, InterruptedException {
        return run(List.of(), command);
    }

    /** Like {@link #run(String...)}, with text for standard input, line by line. */
    public static String run(List<String> input, String... command) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(located(command)).redirectErrorStream(true).start();
        process.outputWriter().append(String.join("\n", input)).close();
        String output;
        try (InputStream in = process.getInputStream()) {
            output = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        int code = process.waitFor();
        if (code != 0) {
            throw new IOException(String.join(" ", command) + " ended with " + code + ": " + output);
        }
        return output;
    }

    static List<String> located(String... command) throws IOException {
        for (String directory : System.getenv("PATH").split(":")) {
            if (Files.isExecutable(Path.of(directory, command[0]))) {
                return Arrays.asList(command);
            }
        }
        throw new IOException("the tests need " + command[0] + ": apt-get install "
                + switch (command[0]) {
                    case "htpasswd" -> "apache2-utils";
                    default -> command[0];
                });
    }
}
