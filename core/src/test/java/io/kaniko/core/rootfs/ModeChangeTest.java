package io.kaniko.core.rootfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModeChangeTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "644          | 0755 | 0644",
                "4755         | 0644 | 4755",
                "u=rw,g=r,o=r | 0777 | 0644",
                "+x           | 0644 | 0755",
                "a-w          | 0666 | 0444",
                "u+s          | 0755 | 4755",
                "g+s          | 0755 | 2755",
                "+t           | 0755 | 1755",
                "g=u          | 0640 | 0660",
                "o=           | 0755 | 0750",
                "u=rwX,go=rX  | 0600 | 0644",
                "u=rwX,go=rX  | 0700 | 0755",
                "a=r          | 4755 | 0444",
                "go-rwx       | 0777 | 0700",
                "u+rw-x       | 0500 | 0600",
            })
    void changesFiles(String change, String before, String after) {
        int mode = ModeChange.parse(change.strip()).orElseThrow().applied(Integer.parseInt(before.strip(), 8), false);
        assertThat(Integer.toOctalString(mode)).isEqualTo(Integer.toOctalString(Integer.parseInt(after.strip(), 8)));
    }

    @Test
    void capitalXCountsForEveryDirectory() {
        assertThat(ModeChange.parse("go=rX").orElseThrow().applied(0600, true)).isEqualTo(0655);
    }

    @Test
    void emptyIsNoChange() {
        assertThat(ModeChange.parse("")).isEmpty();
    }

    @Test
    void newParentsTakeOctalBitsWithoutTheSpecialOnes() {
        assertThat(ModeChange.parse("1777").orElseThrow().forNewParents()).isEqualTo(0777);
        assertThat(ModeChange.parse("u=r").orElseThrow().forNewParents()).isEqualTo(0755);
    }

    @ParameterizedTest
    @ValueSource(strings = {"888", "10000", "-644", "u", "u=z", "rwx", "u+r,", "64g", "999999999999"})
    void refusesWhatIsNoMode(String text) {
        assertThatThrownBy(() -> ModeChange.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("invalid chmod parameter: '" + text + "'");
    }
}
