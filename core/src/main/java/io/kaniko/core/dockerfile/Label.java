package io.kaniko.core.dockerfile;

import java.util.List;

/** LABEL: texts about the image. */
public record Label(SourceRange range, String original, List<KeyValue> labels) implements Instruction {

    public Label {
        labels = List.copyOf(labels);
    }
}
