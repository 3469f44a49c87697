package io.kaniko.core.lint;

import io.kaniko.core.dockerfile.DockerfileException;
import java.util.List;

/**
 * What the checks have found.
 *
 * @param warnings in the order of the lines
 * @param failures instructions that the build would refuse, which no rule could look at
 */
public record LintFindings(List<LintWarning> warnings, List<DockerfileException> failures) {

    public LintFindings {
        warnings = List.copyOf(warnings);
        failures = List.copyOf(failures);
    }
}
