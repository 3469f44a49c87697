package io.kaniko.core.dockerfile;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes a Dockerfile's records down, one component a line; what is empty, false or zero is left out. */
public final class AstText {

    private AstText() {}

    public static String of(Dockerfile dockerfile) {
        StringBuilder text = new StringBuilder();
        text.append("directives ").append(record(dockerfile.directives())).append('\n');
        dockerfile
                .emptyContinuations()
                .forEach(range ->
                        text.append("empty continuation ").append(lines(range)).append('\n'));
        dockerfile.globalArgs().forEach(arg -> append(text, "", arg));
        for (Stage stage : dockerfile.stages()) {
            append(text, "", stage.from());
            stage.instructions().forEach(instruction -> append(text, "  ", instruction));
        }
        return text.toString();
    }

    private static String lines(SourceRange range) {
        return range.firstLine() == range.lastLine()
                ? Integer.toString(range.firstLine())
                : range.firstLine() + "-" + range.lastLine();
    }

    private static void append(StringBuilder text, String indent, Instruction instruction) {
        text.append(indent).append(lines(instruction.range())).append(' ').append(instruction.keyword());
        text.append('\n');
        for (RecordComponent component : instruction.getClass().getRecordComponents()) {
            if (!List.of("range", "original").contains(component.getName())) {
                String value = value(read(component, (Record) instruction));
                if (!value.isEmpty()) {
                    text.append(indent)
                            .append("    ")
                            .append(component.getName())
                            .append(": ")
                            .append(value);
                    text.append('\n');
                }
            }
        }
    }

    private static String value(Object value) {
        return switch (value) {
            case String text -> quoted(text);
            case Optional<?> optional -> optional.map(AstText::value).orElse("");
            case List<?> list ->
                list.isEmpty()
                        ? ""
                        : String.join(" ", list.stream().map(AstText::value).toList());
            case Record record -> record(record);
            case Boolean flag -> flag ? "true" : "";
            default -> List.of("0", "PT0S", "DEFAULT", "SANDBOX").contains(value.toString()) ? "" : value.toString();
        };
    }

    private static String record(Record record) {
        List<String> parts = new ArrayList<>();
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            String value = value(read(component, record));
            if (!value.isEmpty()) {
                parts.add(component.getName() + "=" + value);
            }
        }
        return record.getClass().getSimpleName() + "(" + String.join(" ", parts) + ")";
    }

    private static Object read(RecordComponent component, Record record) {
        try {
            return component.getAccessor().invoke(record);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String quoted(String text) {
        return '"'
                + text.replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("\n", "\\n")
                        .replace("\r", "\\r")
                        .replace("\t", "\\t")
                + '"';
    }
}
