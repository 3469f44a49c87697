package io.kaniko.core.run;

import java.io.IOException;

/** What an isolation does on the thread of a run's process: see {@link NamespaceRun} for what such a thread may not do. */
interface ProcessWork {

    /** Starts the process. */
    void start(ProcessStreams streams) throws IOException;

    /** Called when the process has ended: ends what it has left behind and what still holds its streams. */
    void afterEnd() throws IOException;
}
