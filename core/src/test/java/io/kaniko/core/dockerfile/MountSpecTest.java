package io.kaniko.core.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaniko.core.dockerfile.MountSpec.Bind;
import io.kaniko.core.dockerfile.MountSpec.Cache;
import io.kaniko.core.dockerfile.MountSpec.Secret;
import io.kaniko.core.dockerfile.MountSpec.Sharing;
import io.kaniko.core.dockerfile.MountSpec.Ssh;
import io.kaniko.core.dockerfile.MountSpec.Tmpfs;
import io.kaniko.spi.BuildException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MountSpecTest {

    private static MountSpec parse(String raw) {
        return MountSpec.parse(raw, UnaryOperator.identity());
    }

    @Test
    void bindsAreTheDefaultAndReadOnly() {
        assertThat(parse("target=/x")).isEqualTo(new Bind("/x", "", Optional.empty(), true));
        assertThat(parse("TYPE=Bind,dst=/x,src=/y,from=stage,rw"))
                .isEqualTo(new Bind("/x", "/y", Optional.of("stage"), false));
        assertThat(parse("destination=/x,readonly=false")).isEqualTo(new Bind("/x", "", Optional.empty(), false));
    }

    @Test
    void cachesAreWritableAndShared() {
        assertThat(parse("type=cache,target=/c"))
                .isEqualTo(new Cache(
                        "/c",
                        Optional.empty(),
                        "",
                        Optional.empty(),
                        false,
                        Sharing.SHARED,
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        OptionalInt.empty()));
        assertThat(parse("type=cache,target=/c,id=i,sharing=Locked,mode=0700,uid=1,gid=2,from=s,source=/a,ro"))
                .isEqualTo(new Cache(
                        "/c",
                        Optional.of("i"),
                        "/a",
                        Optional.of("s"),
                        true,
                        Sharing.LOCKED,
                        OptionalInt.of(0700),
                        OptionalInt.of(1),
                        OptionalInt.of(2)));
    }

    @Test
    void secretsBecomeFilesUnlessTheyBecomeVariables() {
        assertThat(parse("type=secret,id=dir/key"))
                .isEqualTo(new Secret("dir/key", "", Optional.empty(), false, 0400, 0, 0));
        assertThat(((Secret) parse("type=secret,id=dir/key")).file()).contains("/run/secrets/key");
        assertThat(((Secret) parse("type=secret,id=key,env=KEY")).file()).isEmpty();
        assertThat(((Secret) parse("type=secret,id=key,env=KEY,target=/k")).file())
                .contains("/k");
        assertThat(parse("type=secret,target=/a/b,required,mode=0440,uid=3,gid=4"))
                .isEqualTo(new Secret("b", "/a/b", Optional.empty(), true, 0440, 3, 4));
    }

    @Test
    void sshAndTmpfs() {
        assertThat(parse("type=ssh")).isEqualTo(new Ssh("default", "", false, 0600, 0, 0));
        assertThat(parse("type=ssh,id=k,target=/s,required=true,mode=0666,uid=1,gid=2"))
                .isEqualTo(new Ssh("k", "/s", true, 0666, 1, 2));
        assertThat(parse("type=tmpfs,target=/t")).isEqualTo(new Tmpfs("/t", OptionalLong.empty()));
    }

    @ParameterizedTest
    @CsvSource({
        "1024, 1024",
        "1k, 1024",
        "64m, 67108864",
        "1.5GiB, 1610612736",
        "2 GB, 2147483648",
        "10b, 10",
    })
    void sizesAreInDockersUnits(String size, long bytes) {
        assertThat(parse("type=tmpfs,target=/t,size=" + size)).isEqualTo(new Tmpfs("/t", OptionalLong.of(bytes)));
    }

    @Test
    void valuesAreExpandedButFromIsNot() {
        UnaryOperator<String> expand = word -> word.replace("$V", "cache").replace("$T", "/t");
        assertThat(MountSpec.parse("type=$V,target=$T", expand)).isInstanceOf(Cache.class);
        assertThatThrownBy(() -> MountSpec.parse("from=$V,target=/x", expand))
                .hasMessage("--mount: from=$V cannot have variables");
        assertThatThrownBy(() -> MountSpec.checkFrom("target=$x,from=a$V")).isInstanceOf(BuildException.class);
    }

    @Test
    void fieldsMayBeQuoted() {
        assertThat(parse("type=bind,\"target=/a,b\"\"c\"")).isEqualTo(new Bind("/a,b\"c", "", Optional.empty(), true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "type=bind,target=/",
                "type=bind,target=/x,uid=1",
                "type=bind,target=/x,mode=0700",
                "type=bind,target=/x,size=1m",
                "type=bind,target=/x,required",
                "type=bind,target=/x,sharing=shared",
                "type=bind,target=/x,env=A",
                "type=bind,target=/x,z",
                "type=bind,target=/x,bogus=1",
                "type=bind,target=/x,ro=maybe",
                "type=volume,target=/x",
                "type=cache,target=/x,sharing=bogus",
                "type=cache,target=/x,mode=9",
                "type=cache,target=/x,uid=root",
                "type=tmpfs,target=/x,size=-1",
                "type=tmpfs,target=/x,size=1q",
                "type=tmpfs,target=/x,mode=0700",
                "type=secret",
                "type=secret,id=a,from=b",
                "type=secret,id=a,source=b",
                "required,type=secret,id=a",
                "type=ssh,source=/x",
                "type=bind,target=\"/x\"",
                "\"type=bind",
                ""
            })
    void refusesWithARemedy(String raw) {
        assertThatThrownBy(() -> parse(raw))
                .isInstanceOfSatisfying(
                        BuildException.class,
                        refused -> assertThat(refused.remedy()).isPresent());
    }
}
