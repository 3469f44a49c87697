package io.kaniko.core.build;

import io.kaniko.core.dockerfile.Dockerfile;
import io.kaniko.core.lint.LintWarning;
import io.kaniko.spi.BuildException;
import java.util.List;

/**
 * What checking a Dockerfile has found.
 *
 * @param warnings in the order of the lines
 * @param failures for which a build would end, as far as they show without building
 */
public record CheckReport(Dockerfile dockerfile, List<LintWarning> warnings, List<BuildException> failures) {

    public CheckReport {
        warnings = List.copyOf(warnings);
        failures = List.copyOf(failures);
    }
}
