package io.kaniko.core.run;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;

/**
 * All that is put into a stage root for one run without mounts: mount points, simulated mounts, agents' sockets. Closing
 * takes it away, whatever has happened.
 */
final class StageCover implements Closeable {

    private final MountPoints points;
    private final SimulatedMounts mounts;
    private final Path directory;
    private final List<AgentSocket> sockets = new ArrayList<>();
    private boolean open = true;

    /**
     * @param directory of the isolation, for sockets
     */
    StageCover(MountPoints points, SimulatedMounts mounts, Path directory) {
        this.points = points;
        this.mounts = mounts;
        this.directory = directory;
    }

    /** Makes the directories that the kernel's file systems are mounted on everywhere else: layers have them, too. */
    void makeKernelDirectories() throws IOException {
        points.kernelDirectory("proc");
        points.kernelDirectory("sys");
        points.kernelDirectory("dev");
    }

    void showDevices() throws IOException {
        mounts.showDevices();
    }

    void mount(RunMount mount) throws IOException {
        if (mount instanceof RunMount.Socket socket) {
            AgentSocket agent = AgentSocket.open(socket, directory);
            sockets.add(agent);
            mounts.show(agent, socket.target());
        } else {
            mounts.mount(mount);
        }
    }

    void show(byte[] publicContent, String target) throws IOException {
        mounts.show(publicContent, 0644, 0, 0, target);
    }

    /** Takes everything away. Returns the files that lay aside, as {@link SimulatedMounts#remove}. */
    SortedSet<String> remove() throws IOException {
        open = false;
        try {
            return mounts.remove();
        } finally {
            try {
                points.remove();
            } finally {
                for (AgentSocket socket : sockets) {
                    socket.close();
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        if (open) {
            remove();
        }
    }
}
