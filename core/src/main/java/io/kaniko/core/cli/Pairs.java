package io.kaniko.core.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads {@code name=value} flags: split at the first sign, a later one of the same name wins, order is kept. */
final class Pairs {

    private Pairs() {}

    /**
     * Adds to {@code problems} what has no name or no sign.
     *
     * @param complaint what to say of a word that is not a pair
     */
    static Map<String, String> of(List<String> words, String complaint, List<String> problems) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String word : words) {
            int sign = word.indexOf('=');
            if (sign <= 0) {
                problems.add(complaint + ", not \"" + word + "\"");
            } else {
                pairs.put(word.substring(0, sign), word.substring(sign + 1));
            }
        }
        return pairs;
    }
}
