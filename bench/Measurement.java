import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * What one build needed.
 *
 * @param wallSeconds from start to exit
 * @param cpuSeconds of all processes that it started and waited for, in user and in kernel mode
 * @param peakMiB the largest resident set of one of the tool's own processes
 * @param readMiB all bytes that came from read calls: files, pipes and sockets, cached or not
 */
record Measurement(double wallSeconds, double cpuSeconds, double peakMiB, double readMiB) {

    private static final long SAMPLE_MILLISECONDS = 40;
    private static final double MIB = 1 << 20;

    /** The kernel adds a child's figures to its parent's when the parent waits for it; so the shell's own tell of the tree. */
    private static final String WITH_FIGURES =
            "figures=$1; shift; \"$@\"; status=$?; cat /proc/$$/stat /proc/$$/io > \"$figures\"; exit $status";

    static double median(List<Measurement> measurements, ToDoubleFunction<Measurement> value) {
        double[] sorted = measurements.stream().mapToDouble(value).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    static Measurement of(List<String> command, Set<String> programs) throws IOException, InterruptedException {
        Path figures = Files.createTempFile("bench", ".figures");
        Path log = Files.createTempFile("bench", ".log");
        try {
            List<String> all = new java.util.ArrayList<>(List.of("sh", "-c", WITH_FIGURES, "sh", figures.toString()));
            all.addAll(command);
            long begin = System.nanoTime();
            Process process = new ProcessBuilder(all)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            long peak = 0;
            do {
                peak = Math.max(peak, largest(process.toHandle(), programs));
            } while (!process.waitFor(SAMPLE_MILLISECONDS, TimeUnit.MILLISECONDS));
            double wall = (System.nanoTime() - begin) / 1e9;
            if (process.exitValue() != 0) {
                throw new IOException("The build failed: " + String.join(" ", command) + "\n" + Files.readString(log));
            }
            List<String> lines = Files.readAllLines(figures);
            return new Measurement(wall, cpuSeconds(lines.getFirst()), peak / 1024.0, bytesRead(lines) / MIB);
        } finally {
            Files.delete(figures);
            Files.delete(log);
        }
    }

    /** Fields 16 and 17 of {@code /proc/PID/stat}, in hundredths of a second; the second field may hold blanks. */
    private static double cpuSeconds(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[13]) + Long.parseLong(fields[14])) / 100.0;
    }

    private static long bytesRead(List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith("rchar: "))
                .mapToLong(line -> Long.parseLong(line.substring("rchar: ".length())))
                .sum();
    }

    /** In KiB. The kernel keeps the highest value, so that a sample now and then is enough. */
    private static long largest(ProcessHandle root, Set<String> programs) {
        Map<Long, Long> peaks = new HashMap<>();
        root.descendants().forEach(process -> peaks.put(process.pid(), peak(process.pid(), programs)));
        return peaks.values().stream().mapToLong(Long::longValue).max().orElse(0);
    }

    private static long peak(long pid, Set<String> programs) {
        try {
            List<String> status = Files.readAllLines(Path.of("/proc/" + pid + "/status"));
            if (!programs.contains(value(status, "Name"))) {
                return 0;
            }
            return Long.parseLong(value(status, "VmHWM").split(" ")[0]);
        } catch (IOException | RuntimeException goneMeanwhile) {
            return 0;
        }
    }

    private static String value(List<String> status, String key) {
        return status.stream()
                .filter(line -> line.startsWith(key + ":"))
                .map(line -> line.substring(key.length() + 1).strip())
                .findFirst()
                .orElse("0");
    }
}
