package io.kaniko.core.run;

import io.kaniko.core.nativeio.LinuxProcess;
import java.io.IOException;

/**
 * The descriptors behind a process's standard streams.
 *
 * @param input gives nothing
 */
record ProcessStreams(int input, LinuxProcess.Pipe output, LinuxProcess.Pipe error) {

    static ProcessStreams open() throws IOException {
        int input = LinuxProcess.openNothing();
        try {
            LinuxProcess.Pipe output = LinuxProcess.openPipe();
            try {
                return new ProcessStreams(input, output, LinuxProcess.openPipe());
            } catch (IOException e) {
                LinuxProcess.close(output.readEnd());
                LinuxProcess.close(output.writeEnd());
                throw e;
            }
        } catch (IOException e) {
            LinuxProcess.close(input);
            throw e;
        }
    }

    /** Closes what the process has got, so that its end can be seen. Once. */
    void closeProcessEnds() {
        LinuxProcess.close(input);
        LinuxProcess.close(output.writeEnd());
        LinuxProcess.close(error.writeEnd());
    }

    /** Closes what is read from. Once. */
    void closeOurEnds() {
        LinuxProcess.close(output.readEnd());
        LinuxProcess.close(error.readEnd());
    }
}
