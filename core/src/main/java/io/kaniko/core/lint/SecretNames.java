package io.kaniko.core.lint;

import java.util.regex.Pattern;

/** Which names of arguments and variables promise a secret. */
public final class SecretNames {

    private static final Pattern SECRET = Pattern.compile(
            "(?:_|^)(?:apikey|auth|credential|credentials|key|password|pword|passwd|secret|token)(?:_|$)",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern NO_SECRET =
            Pattern.compile("(?:_|^)(?:public|file|version)(?:_|$)", Pattern.CASE_INSENSITIVE);

    private SecretNames() {}

    /** Whether a word of the name is one that secrets have, and none says that it is public all the same. */
    public static boolean looksSecret(String name) {
        return SECRET.matcher(name).find() && !NO_SECRET.matcher(name).find();
    }
}
