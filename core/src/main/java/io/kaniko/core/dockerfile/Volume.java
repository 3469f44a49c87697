package io.kaniko.core.dockerfile;

import java.util.List;

/** VOLUME: directories that a container gets as volumes, unexpanded. */
public record Volume(SourceRange range, String original, List<String> paths) implements Instruction {

    public Volume {
        paths = List.copyOf(paths);
    }
}
