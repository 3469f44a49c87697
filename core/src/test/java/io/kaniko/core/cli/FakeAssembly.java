package io.kaniko.core.cli;

import io.kaniko.core.build.BuildResult;
import io.kaniko.core.build.CheckReport;
import io.kaniko.core.dockerfile.Dockerfile;
import io.kaniko.core.dockerfile.DockerfileParser;
import io.kaniko.core.dockerfile.SourceRange;
import io.kaniko.core.lint.LintRule;
import io.kaniko.core.lint.LintWarning;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Builds as a test says; checks and plans the same little Dockerfile each time. */
record FakeAssembly(Build builds) implements BuildAssembly {

    /** What building does. */
    @FunctionalInterface
    interface Build {
        BuildResult of(Job job) throws IOException;
    }

    @Override
    public BuildResult build(Job job) throws IOException {
        return builds.of(job);
    }

    @Override
    public CheckReport check(Job job) {
        Dockerfile dockerfile =
                DockerfileParser.parse("Dockerfile", "FROM x\nCMD y\n".getBytes(StandardCharsets.UTF_8));
        return new CheckReport(
                dockerfile,
                List.of(new LintWarning(LintRule.JSON_ARGS_RECOMMENDED, SourceRange.line(2), "y is no JSON")),
                List.of());
    }

    @Override
    public String dryRun(Job job) {
        return "the plan\n";
    }
}
