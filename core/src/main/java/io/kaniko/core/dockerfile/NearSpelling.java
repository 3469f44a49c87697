package io.kaniko.core.dockerfile;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds the word that somebody may have meant. */
public final class NearSpelling {

    /** More than two wrong letters are another word, as in BuildKit. */
    private static final int MAX_DISTANCE = 2;

    private static final int MAX_LENGTH = 100;

    private NearSpelling() {}

    /** The known word that differs least from the one given, when it is near enough; capitals do not count. */
    public static Optional<String> of(String word, Collection<String> known) {
        Optional<String> best = Optional.empty();
        int bestDistance = MAX_DISTANCE + 1;
        for (String candidate : known) {
            int distance = distance(word.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
            if (distance < bestDistance) {
                best = Optional.of(candidate);
                bestDistance = distance;
            }
        }
        return best;
    }

    /** "Did you mean X?" for the nearest word, or the list of all words. */
    public static String remedy(String word, Collection<String> known) {
        return of(word, known)
                .map(near -> "Did you mean " + near + "?")
                .orElseGet(() -> "Known are: " + String.join(", ", known) + ".");
    }

    /** Letters changed, added, left out, or swapped with their neighbour. */
    private static int distance(String left, String right) {
        if (left.length() > MAX_LENGTH || Math.abs(left.length() - right.length()) > MAX_DISTANCE) {
            return Integer.MAX_VALUE;
        }
        int[][] table = new int[left.length() + 1][right.length() + 1];
        for (int line = 0; line <= left.length(); line++) {
            for (int column = 0; column <= right.length(); column++) {
                table[line][column] = cell(table, left, right, line, column);
            }
        }
        return table[left.length()][right.length()];
    }

    private static int cell(int[][] table, String left, String right, int line, int column) {
        if (line == 0 || column == 0) {
            return line + column;
        }
        char here = left.charAt(line - 1);
        char there = right.charAt(column - 1);
        int best = Math.min(table[line - 1][column], table[line][column - 1]) + 1;
        best = Math.min(best, table[line - 1][column - 1] + (here == there ? 0 : 1));
        boolean swapped = line > 1 && column > 1 && here == right.charAt(column - 2) && there == left.charAt(line - 2);
        return swapped ? Math.min(best, table[line - 2][column - 2] + 1) : best;
    }
}
