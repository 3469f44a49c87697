package io.kaniko.spi;

import java.io.IOException;
import java.util.Set;
import org.pf4j.ExtensionPoint;

/**
 * A place where build contexts come from. One instance serves one executor run; it may be called more than once and
 * from several threads. It needs a public constructor without arguments that does no work: heavy libraries are touched
 * only in {@link #fetch}.
 */
public interface ContextSource extends ExtensionPoint {

    /** The name in messages and in {@code executor plugins list}, unique among context sources: {@code s3}. */
    String name();

    /** How a location of this source looks, for the message about an unknown one: {@code s3://bucket/key.tar.gz}. */
    String example();

    /** Whether the location is one of this source. No I/O; two sources must never accept the same location. */
    boolean accepts(ContextLocation location);

    /**
     * The names of options that {@link #fetch} understands. Core refuses others before it asks. Most sources have none:
     * what can be part of the location should be.
     */
    default Set<String> options() {
        return Set.of();
    }

    /**
     * Finds the context.
     *
     * @throws BuildException when it cannot be had and the plugin knows why: names the location, the reason, the remedy
     * @throws IOException when a transfer fails; core adds the location
     */
    FetchedContext fetch(ContextRequest request) throws IOException;
}
