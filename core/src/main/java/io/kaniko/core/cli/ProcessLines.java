package io.kaniko.core.cli;

import io.kaniko.core.event.BuildEvent.ProcessOutput;
import io.kaniko.core.event.BuildEvent.StepId;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Cuts what processes write into lines, so that stages that run at the same time do not mix theirs. Bytes stay as they
 * are. A line longer than {@value #LONGEST} bytes is cut, so that memory is bounded.
 */
final class ProcessLines {

    private static final int LONGEST = 64 * 1024;

    private final Map<Stream, ByteArrayOutputStream> begun = new LinkedHashMap<>();

    private record Stream(StepId step, boolean error) {}

    /** The lines that the bytes complete, each with its end. */
    List<byte[]> add(ProcessOutput output) {
        ByteArrayOutputStream line =
                begun.computeIfAbsent(new Stream(output.id(), output.error()), stream -> new ByteArrayOutputStream());
        List<byte[]> complete = new ArrayList<>();
        ByteBuffer bytes = output.bytes().duplicate();
        while (bytes.hasRemaining()) {
            byte next = bytes.get();
            line.write(next);
            if (next == '\n' || line.size() >= LONGEST) {
                complete.add(line.toByteArray());
                line.reset();
            }
        }
        return complete;
    }

    /** What a step's process left without an end, given one. */
    List<Rest> finish(StepId step) {
        List<Rest> rests = new ArrayList<>();
        for (boolean error : new boolean[] {false, true}) {
            ByteArrayOutputStream line = begun.remove(new Stream(step, error));
            if (line != null && line.size() > 0) {
                line.write('\n');
                rests.add(new Rest(error, line.toByteArray()));
            }
        }
        return rests;
    }

    /** A last line. */
    record Rest(boolean error, byte[] line) {}
}
