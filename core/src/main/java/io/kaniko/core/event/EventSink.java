package io.kaniko.core.event;

/** Takes what happens. Implementations are safe for many threads and return at once. */
@FunctionalInterface
public interface EventSink {

    /** Forgets everything. */
    EventSink NONE = event -> {};

    void tell(BuildEvent event);

    default void info(String text) {
        tell(new BuildEvent.Notice(BuildEvent.Level.INFO, text));
    }

    default void warn(String text) {
        tell(new BuildEvent.Notice(BuildEvent.Level.WARN, text));
    }

    default void debug(String text) {
        tell(new BuildEvent.Notice(BuildEvent.Level.DEBUG, text));
    }
}
