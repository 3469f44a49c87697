package io.kaniko.core.step;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The signals that STOPSIGNAL accepts: a number that is not 0, or a name of Linux with or without SIG. */
final class Signals {

    private static final Set<String> NAMES = Set.of(
            "ABRT", "ALRM", "BUS", "CHLD", "CLD", "CONT", "FPE", "HUP", "ILL", "INT", "IO", "IOT", "KILL", "PIPE",
            "POLL", "PROF", "PWR", "QUIT", "SEGV", "STKFLT", "STOP", "SYS", "TERM", "TRAP", "TSTP", "TTIN", "TTOU",
            "URG", "USR1", "USR2", "VTALRM", "WINCH", "XCPU", "XFSZ", "RTMIN", "RTMAX");
    private static final Pattern REAL_TIME = Pattern.compile("RT(MIN\\+|MAX-)([1-9][0-9]?)");
    private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]{1,9}");
    private static final int ABOVE_LOWEST = 15;
    private static final int BELOW_HIGHEST = 14;

    private Signals() {}

    static boolean isValid(String text) {
        if (NUMBER.matcher(text).matches()) {
            return Integer.parseInt(text) != 0;
        }
        String upper = text.toUpperCase(Locale.ROOT);
        String name = upper.startsWith("SIG") ? upper.substring(3) : upper;
        Matcher realTime = REAL_TIME.matcher(name);
        if (realTime.matches()) {
            int limit = realTime.group(1).equals("MIN+") ? ABOVE_LOWEST : BELOW_HIGHEST;
            return Integer.parseInt(realTime.group(2)) <= limit;
        }
        return NAMES.contains(name);
    }
}
