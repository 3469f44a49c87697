import java.io.IOException;
import java.util.List;

/** Runs the programs that set a benchmark up. */
final class Shell {

    private Shell() {}

    /** @throws IOException when the program fails; its output has been shown */
    static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        int status = process.waitFor();
        if (status != 0) {
            throw new IOException(String.join(" ", List.of(command)) + " ended with " + status);
        }
    }
}
