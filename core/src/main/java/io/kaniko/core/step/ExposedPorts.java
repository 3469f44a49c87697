package io.kaniko.core.step;

import io.kaniko.spi.BuildException;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Reads ports as EXPOSE has them: {@code 80}, {@code 53/udp}, {@code 7000-7010}, {@code 127.0.0.1:80:8080}. */
final class ExposedPorts {

    private static final List<String> PROTOCOLS = List.of("tcp", "udp", "sctp");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");
    private static final int HIGHEST = 65_535;

    private ExposedPorts() {}

    /**
     * The ports, each as {@code number/protocol}. What is said of the host does not count, but must be well-formed.
     *
     * @throws BuildException naming the word that is wrong
     */
    static SortedSet<String> parse(List<String> words) {
        SortedSet<String> ports = new TreeSet<>();
        words.forEach(word -> add(word, ports));
        return ports;
    }

    private static void add(String word, SortedSet<String> ports) {
        int colon = word.lastIndexOf(':');
        String container = word.substring(colon + 1);
        int slash = container.indexOf('/');
        String numbers = slash < 0 ? container : container.substring(0, slash);
        String given = slash < 0 ? "" : container.substring(slash + 1);
        String protocol = given.isEmpty() ? "tcp" : given.toLowerCase(Locale.ROOT);
        if (!PROTOCOLS.contains(protocol)) {
            throw problem(word, "unknown protocol \"" + given + "\"");
        }
        Range range = range(word, numbers);
        if (colon >= 0) {
            checkHost(word, word.substring(0, colon), range);
        }
        for (int port = range.first; port <= range.last; port++) {
            ports.add(port + "/" + protocol);
        }
    }

    private static void checkHost(String word, String host, Range container) {
        int colon = host.lastIndexOf(':');
        String address = colon < 0 ? "" : host.substring(0, colon);
        String numbers = host.substring(colon + 1);
        if (!address.isEmpty() && !address.matches("[0-9.]+|\\[?[0-9A-Fa-f:.]+]?")) {
            throw problem(word, "\"" + address + "\" is not an IP address");
        }
        if (!numbers.isEmpty()) {
            Range range = range(word, numbers);
            int size = container.last - container.first;
            if (size != 0 && size != range.last - range.first) {
                throw problem(word, "the two ranges differ in size");
            }
        }
    }

    private record Range(int first, int last) {}

    private static Range range(String word, String numbers) {
        int dash = numbers.indexOf('-');
        int first = number(word, dash < 0 ? numbers : numbers.substring(0, dash));
        int last = dash < 0 ? first : number(word, numbers.substring(dash + 1));
        if (last < first) {
            throw problem(word, "the range ends before it starts");
        }
        return new Range(first, last);
    }

    private static int number(String word, String text) {
        if (!NUMBER.matcher(text).matches() || Integer.parseInt(text) > HIGHEST) {
            throw problem(word, text.isEmpty() ? "a port number is missing" : "\"" + text + "\" is not a port");
        }
        return Integer.parseInt(text);
    }

    private static BuildException problem(String word, String problem) {
        return new BuildException(
                BuildException.Kind.USER,
                "EXPOSE cannot take \"" + word + "\": " + problem,
                "Write a port from 0 to 65535 or a range, and the protocol: 80, 53/udp, 7000-7010/sctp.");
    }
}
