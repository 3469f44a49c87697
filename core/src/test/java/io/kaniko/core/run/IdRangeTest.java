package io.kaniko.core.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class IdRangeTest {

    @Test
    void rangesAreThoseOfTheNameOrTheNumber() {
        List<String> lines = List.of("anna:100000:65536", "1001:200000:10", "bert:300000:65536", "1001:400000:5");

        assertThat(IdRange.subordinate(lines, "anna", 1000)).containsExactly(new IdRange(0, 100000, 65536));
        assertThat(IdRange.subordinate(lines, "?", 1001))
                .containsExactly(new IdRange(0, 200000, 10), new IdRange(0, 400000, 5));
        assertThat(IdRange.subordinate(lines, "carl", 1002)).isEmpty();
    }

    @Test
    void linesThatAreNoneAreLeftOut() {
        List<String> lines =
                List.of("", "anna", "anna:1", "anna:x:5", "anna:5:", "anna:1:2:3", "anna:-1:5", "anna:7:0");

        assertThat(IdRange.subordinate(lines, "anna", 1000)).isEmpty();
    }

    @Test
    void rootInsideIsTheUserAndTheOthersFollowWithoutGaps() {
        List<IdRange> all = IdRange.rootAnd(1000, List.of(new IdRange(0, 100000, 10), new IdRange(0, 500000, 3)));

        assertThat(all).extracting(IdRange::toString).containsExactly("0 1000 1", "1 100000 10", "11 500000 3");
        assertThat(IdRange.count(all)).isEqualTo(14);
    }

    @Test
    void theIdentityHasTheNumbersOfHereAndNotOfTheMachine() {
        List<IdRange> all =
                IdRange.identity(List.of("         0     100000      65536", "     65536       1000          1"));

        assertThat(all).extracting(IdRange::toString).containsExactly("0 0 65536", "65536 65536 1");
    }
}
