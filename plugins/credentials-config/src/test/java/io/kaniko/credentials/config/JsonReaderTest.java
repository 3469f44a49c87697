package io.kaniko.credentials.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonReaderTest {

    @Test
    void readsEveryKindOfValue() throws Exception {
        assertThat(JsonReader.read(" {\"a\": [1, -2.5e3, true, false, null], \"b\": {}, \"c\": []}\n"))
                .isEqualTo(Map.of(
                        "a",
                        Arrays.asList(new BigDecimal("1"), new BigDecimal("-2.5e3"), true, false, null),
                        "b",
                        Map.of(),
                        "c",
                        List.of()));
    }

    @Test
    void readsEscapes() throws Exception {
        assertThat(JsonReader.read("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00é\""))
                .isEqualTo("\"\\/\b\f\n\r\té😀é");
    }

    @Test
    void skipsAByteOrderMark() throws Exception {
        assertThat(JsonReader.read("\uFEFF{}")).isEqualTo(Map.of());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[1",
                "[1,]",
                "{\"a\"}",
                "{\"a\":1,}",
                "{a:1}",
                "'a'",
                "\"a",
                "\"\\x\"",
                "\"\\u12g4\"",
                "\"a\nb\"",
                "01",
                "1.",
                "+1",
                "-",
                "tru",
                "nul",
                "{} {}",
                "[1 2]",
                "NaN"
            })
    void refusesWhatIsNoJson(String text) {
        assertThatThrownBy(() -> JsonReader.read(text)).isInstanceOf(JsonReader.MalformedException.class);
    }

    @Test
    void refusesBottomlessNesting() {
        assertThatThrownBy(() -> JsonReader.read("[".repeat(100_000)))
                .isInstanceOf(JsonReader.MalformedException.class)
                .hasMessageContaining("deeper than 100 levels");
    }

    @Test
    void namesThePlaceAndQuotesNothing() {
        assertThatThrownBy(() -> JsonReader.read("{\n \"auth\": \"secret\n\"}"))
                .hasMessage("line 2, column 17: a text holds a line break or another control character");
    }
}
