package io.kaniko.core.run;

import io.kaniko.core.nativeio.ProcessMark;
import java.io.IOException;

/** One run without namespaces: the process, and afterwards the end of all that it has left behind. */
final class PlainRun implements ProcessWork {

    private final RunCommand command;
    private final RootEntry entry;
    private final ProcessMark mark;
    private final RunProcess process;

    PlainRun(RunCommand command, RootEntry entry, ProcessMark mark, RunProcess process) {
        this.command = command;
        this.entry = entry;
        this.mark = mark;
        this.process = process;
    }

    @Override
    public void start(ProcessStreams streams) throws IOException {
        new ProgramStart(command, entry).start(process, streams);
    }

    @Override
    public void afterEnd() throws IOException {
        new StrayProcesses(mark).end();
    }
}
