package io.kaniko.core.cli;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Finds what somebody probably meant. */
final class NearSpelling {

    private static final int CHARACTERS_PER_SLIP = 4;

    private NearSpelling() {}

    /** The known word that is fewest slips away, if that is about one in four characters. */
    static Optional<String> of(String word, List<String> known) {
        return known.stream()
                .filter(candidate -> distance(plain(word), plain(candidate))
                        <= Math.max(1, plain(word).length() / CHARACTERS_PER_SLIP))
                .min(Comparator.comparingInt(candidate -> distance(plain(word), plain(candidate))));
    }

    /** Without the dashes, and case: {@code --noPush} and {@code --no-push} are one word. */
    private static String plain(String word) {
        return word.replace("-", "").toLowerCase(java.util.Locale.ROOT);
    }

    /** Levenshtein's distance. */
    private static int distance(String first, String second) {
        int[] row = new int[second.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= first.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int change = diagonal + (first.charAt(i - 1) == second.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, 1 + Math.min(row[j - 1], row[j]));
            }
        }
        return row[second.length()];
    }
}
