package io.kaniko.core.build;

import io.kaniko.core.variables.GlobalScope;
import io.kaniko.spi.BuildException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * The time that everything made by a build gets: SOURCE_DATE_EPOCH as a build argument, as an ARG before the first FROM,
 * or as the request has it from the environment.
 */
final class SourceDate {

    private static final String NAME = "SOURCE_DATE_EPOCH";

    private final BuildRequest request;
    private final GlobalScope scope;

    SourceDate(BuildRequest request, GlobalScope scope) {
        this.request = request;
        this.scope = scope;
    }

    Optional<Instant> find() {
        return Optional.ofNullable(request.input().buildArguments().get(NAME))
                .or(() -> scope.variables().find(NAME))
                .filter(text -> !text.isEmpty())
                .map(SourceDate::parse)
                .or(() -> request.layers().sourceDate());
    }

    private static Instant parse(String text) {
        try {
            return Instant.ofEpochSecond(Long.parseLong(text));
        } catch (NumberFormatException | DateTimeException e) {
            throw new BuildException(
                    BuildException.Kind.USER,
                    "invalid SOURCE_DATE_EPOCH: " + text,
                    "Write seconds since 1970-01-01, as date +%s prints them.");
        }
    }
}
