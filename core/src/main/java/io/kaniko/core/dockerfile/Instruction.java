package io.kaniko.core.dockerfile;

/** One instruction, holding what the author wrote. Evaluation never edits it. */
public sealed interface Instruction
        permits Add,
                Arg,
                Cmd,
                Copy,
                Entrypoint,
                Env,
                Expose,
                From,
                HealthCheck,
                Label,
                Maintainer,
                OnBuild,
                Run,
                Shell,
                StopSignal,
                User,
                Volume,
                Workdir {

    /** Where it stands, with its here-documents. */
    SourceRange range();

    /** The text with continued lines joined, without its here-documents. */
    String original();

    /** The name in capitals: {@code RUN}. */
    default String keyword() {
        return switch (this) {
            case Add add -> "ADD";
            case Arg arg -> "ARG";
            case Cmd cmd -> "CMD";
            case Copy copy -> "COPY";
            case Entrypoint entrypoint -> "ENTRYPOINT";
            case Env env -> "ENV";
            case Expose expose -> "EXPOSE";
            case From from -> "FROM";
            case HealthCheck check -> "HEALTHCHECK";
            case Label label -> "LABEL";
            case Maintainer maintainer -> "MAINTAINER";
            case OnBuild onBuild -> "ONBUILD";
            case Run run -> "RUN";
            case Shell shell -> "SHELL";
            case StopSignal signal -> "STOPSIGNAL";
            case User user -> "USER";
            case Volume volume -> "VOLUME";
            case Workdir workdir -> "WORKDIR";
        };
    }
}
