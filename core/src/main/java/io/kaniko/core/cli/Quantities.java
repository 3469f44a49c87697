package io.kaniko.core.cli;

import java.time.Duration;
import java.util.Locale;

/** Numbers as people read them. */
final class Quantities {

    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB"};
    private static final double STEP = 1000;
    private static final int SECONDS_PER_MINUTE = 60;

    private Quantities() {}

    /** {@code 831 B}, {@code 12.3 MB}: powers of 1000. */
    static String bytes(long count) {
        double value = count;
        int unit = 0;
        while (value >= STEP && unit < UNITS.length - 1) {
            value /= STEP;
            unit++;
        }
        return unit == 0 ? count + " B" : String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
    }

    /** {@code 0.3s}, {@code 12.0s}, {@code 2m05s}. */
    static String duration(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < SECONDS_PER_MINUTE) {
            return String.format(Locale.ROOT, "%.1fs", duration.toMillis() / STEP);
        }
        return String.format(Locale.ROOT, "%dm%02ds", seconds / SECONDS_PER_MINUTE, seconds % SECONDS_PER_MINUTE);
    }
}
