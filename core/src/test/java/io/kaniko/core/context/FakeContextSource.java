package io.kaniko.core.context;

import io.kaniko.spi.ContextLocation;
import io.kaniko.spi.ContextRequest;
import io.kaniko.spi.ContextSource;
import io.kaniko.spi.FetchedContext;
import java.io.IOException;
import java.util.Set;

/** A source that takes one scheme and does what the test says. */
record FakeContextSource(String name, String scheme, Set<String> options, Fetching fetching) implements ContextSource {

    FakeContextSource(String name, String scheme, Fetching fetching) {
        this(name, scheme, Set.of(), fetching);
    }

    interface Fetching {
        FetchedContext fetch(ContextRequest request) throws IOException;
    }

    @Override
    public String example() {
        return scheme.isEmpty() ? "/workspace" : scheme + "://example";
    }

    @Override
    public boolean accepts(ContextLocation location) {
        return location.scheme().orElse("").equals(scheme);
    }

    @Override
    public FetchedContext fetch(ContextRequest request) throws IOException {
        return fetching.fetch(request);
    }
}
