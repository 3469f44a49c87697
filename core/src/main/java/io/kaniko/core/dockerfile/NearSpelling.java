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

    private static int distance(String left, String right) {
        if (left.length() > MAX_LENGTH || Math.abs(left.length() - right.length()) > MAX_DISTANCE) {
            return Integer.MAX_VALUE;
        }
        int[] row = new int[right.length() + 1];
        for (int column = 0; column <= right.length(); column++) {
            row[column] = column;
        }
        for (int line = 1; line <= left.length(); line++) {
            int diagonal = row[0];
            row[0] = line;
            for (int column = 1; column <= right.length(); column++) {
                int changed = diagonal + (left.charAt(line - 1) == right.charAt(column - 1) ? 0 : 1);
                diagonal = row[column];
                row[column] = Math.min(changed, Math.min(row[column], row[column - 1]) + 1);
            }
        }
        return row[right.length()];
    }
}
