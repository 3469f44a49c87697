package io.kaniko.core.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearSpellingTest {

    @Test
    void findsTheNearestWord() {
        List<String> words = List.of("RUN", "COPY", "ENTRYPOINT");
        assertThat(NearSpelling.of("FNTRYPOINT", words)).contains("ENTRYPOINT");
        assertThat(NearSpelling.of("copi", words)).contains("COPY");
        assertThat(NearSpelling.of("BOGUS", words)).isEmpty();
        assertThat(NearSpelling.of("x".repeat(100_000), words)).isEmpty();
    }

    @Test
    void namesAllWordsWhereNoneIsNear() {
        assertThat(NearSpelling.remedy("zzzzz", List.of("a", "b"))).isEqualTo("Known are: a, b.");
        assertThat(NearSpelling.remedy("RNU", List.of("ENV", "RUN"))).isEqualTo("Did you mean RUN?");
    }
}
