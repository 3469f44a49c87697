package io.kaniko.core.variables;

import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a word became.
 *
 * @param text the expanded text as one word
 * @param words the expanded text split at blanks that were not quoted; empty words do not count. BuildKit's newest
 *     lexer loses here what stands before {@code ${v:-w}} and its like, so that {@code EXPOSE ${a:-1}-${b:-9}} opens port
 *     9 alone; earlier ones do not, its unsplit text does not, and nobody can mean it: we do not either
 * @param matched names that were used and are set
 * @param unmatched names that were used and are not set
 */
public record Expansion(String text, List<String> words, SortedSet<String> matched, SortedSet<String> unmatched) {

    public Expansion {
        words = List.copyOf(words);
        matched = Collections.unmodifiableSortedSet(new TreeSet<>(matched));
        unmatched = Collections.unmodifiableSortedSet(new TreeSet<>(unmatched));
    }
}
