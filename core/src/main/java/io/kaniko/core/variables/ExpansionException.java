package io.kaniko.core.variables;

import io.kaniko.spi.BuildException;
import java.util.Optional;

/** A word cannot be expanded: a quote is not closed, a substitution is malformed, or {@code ${v:?}} refused. */
public final class ExpansionException extends BuildException {

    private static final long serialVersionUID = 1L;

    private static final int MAX_SHOWN = 200;

    ExpansionException(String word, String problem, Optional<String> remedy) {
        super(Kind.USER, "Cannot expand \"" + shortened(word) + "\": " + problem, remedy, null);
    }

    private static String shortened(String word) {
        return word.length() <= MAX_SHOWN ? word : word.substring(0, MAX_SHOWN) + "...";
    }
}
