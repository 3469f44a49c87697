package io.kaniko.core.cli;

import java.util.Set;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads booleans as Go does: {@code true}, {@code T}, {@code 1} and their opposites. */
final class BooleanConverter implements ITypeConverter<Boolean> {

    private static final Set<String> TRUE = Set.of("1", "t", "T", "TRUE", "true", "True");
    private static final Set<String> FALSE = Set.of("0", "f", "F", "FALSE", "false", "False");

    @Override
    public Boolean convert(String word) {
        if (!TRUE.contains(word) && !FALSE.contains(word)) {
            throw new TypeConversionException("\"" + word + "\" is not true or false");
        }
        return TRUE.contains(word);
    }
}
