package io.kaniko.core.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaniko.core.dockerfile.Arg;
import io.kaniko.core.dockerfile.Cmd;
import io.kaniko.core.dockerfile.DockerfileParser;
import io.kaniko.core.dockerfile.Entrypoint;
import io.kaniko.core.dockerfile.Env;
import io.kaniko.core.dockerfile.Expose;
import io.kaniko.core.dockerfile.HealthCheck;
import io.kaniko.core.dockerfile.Instruction;
import io.kaniko.core.dockerfile.Label;
import io.kaniko.core.dockerfile.Maintainer;
import io.kaniko.core.dockerfile.OnBuild;
import io.kaniko.core.dockerfile.Shell;
import io.kaniko.core.dockerfile.SourceRange;
import io.kaniko.core.dockerfile.StopSignal;
import io.kaniko.core.dockerfile.User;
import io.kaniko.core.dockerfile.Volume;
import io.kaniko.core.dockerfile.Workdir;
import io.kaniko.core.image.ImageConfig;
import io.kaniko.core.oci.Platform;
import io.kaniko.core.variables.GlobalScope;
import io.kaniko.core.variables.WordExpander;
import io.kaniko.spi.BuildException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigStepsTest {

    private static final ConfigSteps STEPS = new ConfigSteps(new WordExpander('\\'));
    private static final Platform PLATFORM = Platform.parse("linux/amd64");
    private static final GlobalScope GLOBAL = GlobalScope.of(Map.of("given", "g"), PLATFORM, PLATFORM, "default");
    private static final ConfigState START = ConfigState.begin(
            ImageConfig.parse("{\"config\":{\"Env\":[\"PATH=/bin\",\"v=val\"],\"Cmd\":[\"sh\"]}}"
                    .getBytes(StandardCharsets.UTF_8)),
            GLOBAL);

    private static ConfigResult apply(ConfigState state, String instruction) {
        Instruction parsed = DockerfileParser.parseInstruction(instruction, SourceRange.line(1));
        return switch (parsed) {
            case Arg arg -> STEPS.arg(arg, state);
            case Cmd cmd -> STEPS.cmd(cmd, state);
            case Entrypoint entrypoint -> STEPS.entrypoint(entrypoint, state);
            case Env env -> STEPS.env(env, state);
            case Expose expose -> STEPS.expose(expose, state);
            case HealthCheck check -> STEPS.healthCheck(check, state);
            case Label label -> STEPS.label(label, state);
            case Maintainer maintainer -> STEPS.maintainer(maintainer, state);
            case OnBuild onBuild -> STEPS.onBuild(onBuild, state);
            case Shell shell -> STEPS.shell(shell, state);
            case StopSignal signal -> STEPS.stopSignal(signal, state);
            case User user -> STEPS.user(user, state);
            case Volume volume -> STEPS.volume(volume, state);
            case Workdir workdir -> STEPS.workdir(workdir, state);
            default -> throw new IllegalArgumentException(instruction);
        };
    }

    private static ConfigState after(String... instructions) {
        ConfigState state = START;
        for (String instruction : instructions) {
            state = apply(state, instruction).state();
        }
        return state;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "ENV a=1 b=\"x y\" c=$v|ENV a=1 b=x y c=val",
                "ENV a 1 b=2|ENV a=1 b=2",
                "LABEL \"k k\"=\"v v\" x=$v|LABEL k k=v v x=val",
                "ARG a=1 b given d=\"$a y\"|ARG a=1 b given=g d=1 y",
                "MAINTAINER $v <x@y>|MAINTAINER $v <x@y>",
                "EXPOSE 8080/udp 80 ${none} 8080/TCP|EXPOSE [80/tcp 8080/tcp 8080/udp]",
                "EXPOSE 1.2.3.4:80:90 [::1]:5-6:7-8/sctp|EXPOSE [7/sctp 8/sctp 90/tcp]",
                "CMD echo \"hi\"|CMD [\"/bin/sh\" \"-c\" \"echo \\\"hi\\\"\"]",
                "CMD [\"a\",\"\\u0001\\n\"]|CMD [\"a\" \"\\x01\\n\"]",
                "CMD []|CMD []",
                "ENTRYPOINT [\"a\", \"b\"]|ENTRYPOINT [\"a\" \"b\"]",
                "SHELL [\"/bin/bash\", \"-c\"]|SHELL [/bin/bash -c]",
                "STOPSIGNAL ${none:-SIGKILL}|STOPSIGNAL SIGKILL",
                "USER $v:1|USER val:1",
                "VOLUME /a /$v|VOLUME [/a /val]",
                "WORKDIR $v/x|WORKDIR /val/x",
                "WORKDIR /$none/x/|WORKDIR //x/",
                "HEALTHCHECK NONE|HEALTHCHECK {Test:[NONE] Interval:0s Timeout:0s StartPeriod:0s StartInterval:0s"
                        + " Retries:0}",
                "HEALTHCHECK --interval=1h5m --timeout=1.5s --start-period=90s --start-interval=15ms --retries=4 CMD a"
                        + " b|HEALTHCHECK {Test:[CMD-SHELL a b] Interval:1h5m0s Timeout:1.5s StartPeriod:1m30s"
                        + " StartInterval:15ms Retries:4}",
            })
    void leavesBuildKitsWordsInTheHistory(String instruction, String history) {
        assertThat(apply(START, instruction).history()).contains(history);
    }

    @Test
    void wordsSeeTheVariablesBeforeTheInstruction() {
        ConfigState state = after("ENV v=new w=$v");
        assertThat(state.config().environment()).containsEntry("v", "new").containsEntry("w", "val");
        assertThat(state.scope().runEnvironment()).isEqualTo(state.config().environment());
    }

    @Test
    void argumentsDoNotEnterTheImage() {
        assertThat(after("ARG a=1").config())
                .satisfies(config -> assertThat(config.environment()).doesNotContainKey("a"));
    }

    @Test
    void entrypointDropsTheCommandOfTheBase() {
        assertThat(after("ENTRYPOINT a").config().command()).isEmpty();
        assertThat(after("ENTRYPOINT []").config().command()).isEmpty();
    }

    @Test
    void entrypointKeepsTheCommandOfItsStage() {
        assertThat(after("CMD [\"b\"]", "ENTRYPOINT [\"a\"]").config().command())
                .containsExactly("b");
        assertThat(after("ENTRYPOINT [\"a\"]", "CMD [\"b\"]").config().command())
                .containsExactly("b");
    }

    @Test
    void entrypointDropsTheCommandOfTheParentStage() {
        ConfigState child = ConfigState.begin(after("CMD [\"b\"]"));
        assertThat(child.config().command()).containsExactly("b");
        assertThat(apply(child, "ENTRYPOINT [\"a\"]").state().config().command())
                .isEmpty();
    }

    @Test
    void shellFormUsesTheShell() {
        ConfigState state = after("SHELL [\"/bin/bash\", \"-ec\"]", "ENTRYPOINT a b");
        assertThat(state.config().entrypoint()).containsExactly("/bin/bash", "-ec", "a b");
    }

    @Test
    void triggersAreCollectedUnexpandedAndLeaveNoHistory() {
        ConfigResult result = apply(after("ONBUILD ENV a=$v"), "ONBUILD RUN x");
        assertThat(result.history()).isEqualTo(Optional.empty());
        assertThat(result.state().config().onBuild()).containsExactly("ENV a=$v", "RUN x");
    }

    @Test
    void workingDirectoriesAddUp() {
        ConfigState state = after("WORKDIR /a", "WORKDIR b", "WORKDIR ../../../c/", "WORKDIR $none");
        assertThat(state.config().workingDirectory()).isEqualTo("/c");
    }

    @Test
    void stagesBeginWithAPath() {
        ConfigState state = ConfigState.begin(
                ImageConfig.parse("{\"config\":{\"WorkingDir\":\"rel\"}}".getBytes(StandardCharsets.UTF_8)), GLOBAL);
        assertThat(state.config().environment()).containsEntry("PATH", ImageConfig.DEFAULT_PATH);
        assertThat(state.scope().forExpansion().find("PATH")).contains(ImageConfig.DEFAULT_PATH);
        assertThat(state.config().workingDirectory()).isEqualTo("/rel");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "EXPOSE 65536",
                "EXPOSE 1-0",
                "EXPOSE x",
                "EXPOSE 80/icmp",
                "EXPOSE 80-",
                "EXPOSE host:80:80",
                "EXPOSE 1-3:5-6",
                "EXPOSE 99999999999999999999",
                "STOPSIGNAL 0",
                "STOPSIGNAL BOGUS",
                "STOPSIGNAL RTMIN+16",
                "STOPSIGNAL $none",
                "VOLUME $none",
                "ENV $none=1",
                "ENV a=\"",
                "USER ${v?}${none:?needed}"
            })
    void refusesWithARemedy(String instruction) {
        assertThatThrownBy(() -> apply(START, instruction)).isInstanceOfSatisfying(BuildException.class, refused -> {
            assertThat(refused.kind()).isEqualTo(BuildException.Kind.USER);
            assertThat(refused.remedy()).isPresent();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"KILL", "SIGKILL", "9", "sigterm", "SIGRTMIN+3", "rtmax-14", "RTMAX", "100"})
    void knowsSignals(String signal) {
        assertThat(after("STOPSIGNAL " + signal).config().stopSignal()).isEqualTo(signal);
    }
}
