package io.kaniko.core.run;

import java.util.Objects;
import java.util.OptionalLong;

/**
 * Something that a process sees while it runs and that is not part of its stage ({@code RUN --mount}). Targets are
 * absolute paths in the image; links in them are followed inside the stage root. Later mounts may lie on earlier ones.
 */
public sealed interface RunMount {

    /** Where in the image. */
    String target();

    /**
     * A file, socket or directory of the host, with everything that is mounted below it.
     *
     * @param hostPath an absolute path whose links the kernel follows, so resolved by the caller where it is not
     *     trusted
     */
    record Bind(String hostPath, String target, boolean readOnly) implements RunMount {
        public Bind {
            requireAbsolute("hostPath", hostPath);
            requireAbsolute("target", target);
        }
    }

    /**
     * An empty directory in memory.
     *
     * @param sizeBytes the most it may hold; half of the machine's memory where that is not said
     * @param mode its permissions
     */
    record Tmpfs(String target, OptionalLong sizeBytes, int mode) implements RunMount {
        public Tmpfs {
            requireAbsolute("target", target);
            Objects.requireNonNull(sizeBytes, "sizeBytes");
        }
    }

    /** A read-only file that never touches a disk. Can be executed only where {@code mode} has an executable bit. */
    record Secret(String target, byte[] content, int mode, int uid, int gid) implements RunMount {
        public Secret {
            requireAbsolute("target", target);
            content = content.clone();
        }

        @Override
        public byte[] content() {
            return content.clone();
        }

        @Override
        public String toString() {
            return "Secret[" + target + "]";
        }
    }

    /**
     * A Unix socket that leads to one of the host, such as an SSH agent's, but has an owner of its own.
     *
     * @param hostPath the socket to lead to
     */
    record Socket(String hostPath, String target, int mode, int uid, int gid) implements RunMount {
        public Socket {
            requireAbsolute("hostPath", hostPath);
            requireAbsolute("target", target);
        }
    }

    private static void requireAbsolute(String what, String path) {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException(what + " must be an absolute path, not \"" + path + "\"");
        }
    }
}
