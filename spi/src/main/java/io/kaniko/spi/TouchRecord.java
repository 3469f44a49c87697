package io.kaniko.spi;

import java.util.Objects;

/** Whether it is known which of a stage's files were touched. */
public sealed interface TouchRecord {

    /** The file system itself keeps a record. */
    record Kept(TouchedFiles files) implements TouchRecord {
        public Kept {
            Objects.requireNonNull(files, "files");
        }
    }

    /**
     * It does not, so that only a walk through the tree can tell.
     *
     * @param reason a clause for messages: {@code the kernel has no overlay file system}
     */
    record Missing(String reason) implements TouchRecord {
        public Missing {
            Objects.requireNonNull(reason, "reason");
        }
    }
}
