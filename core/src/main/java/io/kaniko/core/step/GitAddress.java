package io.kaniko.core.step;

import java.util.regex.Pattern;

/**
 * Which sources of ADD are repositories, by BuildKit's rule: addresses with the scheme {@code git} or {@code ssh}, web
 * addresses whose path ends in {@code .git}, and SSH's {@code user@host:path}. {@code github.com/foo/bar.git} without a
 * scheme is a path of the context.
 */
public final class GitAddress {

    private static final Pattern FORMS = Pattern.compile("(?i:(?:git|ssh)://).+"
            + "|(?i:https?)://[^/?#]+/[^?#]*\\.git(?:[?#].*)?"
            + "|(?i:[a-z0-9_-]+@[a-z0-9.-]+):.*");

    private GitAddress() {}

    public static boolean isOne(String source) {
        return FORMS.matcher(source).matches();
    }
}
