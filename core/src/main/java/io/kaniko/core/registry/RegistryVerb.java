package io.kaniko.core.registry;

import java.io.IOException;
import java.net.URI;
import java.util.List;

/** One thing that a registry can be asked to do: how to ask, which answers are fine, and what they mean. */
interface RegistryVerb<T> {

    /** What is tried, after "Cannot": {@code pull gcr.io/acme/base:1}. */
    String doing();

    /** Whose credentials count. */
    String repository();

    /** What a token must permit, the repository first. */
    default List<String> scopes() {
        return List.of("repository:" + repository() + ":pull");
    }

    /** The request. {@code base} ends in {@code /v2/}. */
    HttpCall call(URI base);

    /** Whether {@link #read} understands an answer of this status. */
    boolean accepts(int status);

    /** What the answer means; the caller closes it. An {@link IOException} counts as a broken connection. */
    T read(HttpAnswer answer) throws IOException, InterruptedException;

    /** The scopes of a push. */
    static List<String> pushScopes(String repository) {
        return List.of("repository:" + repository + ":pull,push");
    }
}
