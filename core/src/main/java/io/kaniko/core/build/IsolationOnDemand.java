package io.kaniko.core.build;

import io.kaniko.core.event.EventSink;
import io.kaniko.core.run.Isolation;
import io.kaniko.core.run.IsolationRequest;
import io.kaniko.core.run.Isolations;
import io.kaniko.core.run.RunCommand;
import io.kaniko.core.run.RunOutcome;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Chooses the isolation with the first RUN: finding out what the machine allows takes time that a COPY need not wait. */
final class IsolationOnDemand implements Isolation {

    private final IsolationRequest request;
    private final EventSink events;
    private @Nullable Isolation chosen;

    IsolationOnDemand(IsolationRequest request, EventSink events) {
        this.request = request;
        this.events = events;
    }

    @Override
    public String name() {
        return request.name();
    }

    @Override
    public RunOutcome run(RunCommand command) throws IOException, InterruptedException {
        return chosen().run(command);
    }

    @Override
    public boolean takesMountedRoots() throws IOException, InterruptedException {
        return chosen().takesMountedRoots();
    }

    private synchronized Isolation chosen() throws IOException, InterruptedException {
        Isolation ready = chosen;
        if (ready == null) {
            ready = Isolations.choose(request, events);
            chosen = ready;
        }
        return ready;
    }
}
