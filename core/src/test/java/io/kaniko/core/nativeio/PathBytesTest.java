package io.kaniko.core.nativeio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class PathBytesTest {

    @Property
    void everyNameComesBackAsTheBytesItWas(@ForAll byte[] name) {
        assertThat(PathBytes.encode(PathBytes.decode(name))).isEqualTo(name);
    }

    @Property
    void tornSequencesComeBackToo(@ForAll("torn") byte[] name) {
        assertThat(PathBytes.encode(PathBytes.decode(name))).isEqualTo(name);
    }

    /** Bytes that are parts of sequences far more often than chance would have it. */
    @Provide
    Arbitrary<byte[]> torn() {
        return Arbitraries.of(0x41, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC1, 0xC2, 0xE0, 0xED, 0xEF, 0xF0, 0xF4, 0xF5)
                .map(Integer::byteValue)
                .array(Byte[].class)
                .ofMaxSize(12)
                .map(boxed -> {
                    byte[] bytes = new byte[boxed.length];
                    for (int i = 0; i < bytes.length; i++) {
                        bytes[i] = boxed[i];
                    }
                    return bytes;
                });
    }

    @Property
    void wellFormedNamesAreTheirUtf8(@ForAll("text") String text) {
        assertThat(PathBytes.encode(text)).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
        assertThat(PathBytes.decode(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(text);
    }

    @Provide
    Arbitrary<String> text() {
        return Arbitraries.strings()
                .excludeChars('\uFFFE')
                .map(text -> text.codePoints()
                        .filter(c -> c < 0xD800 || c > 0xDFFF)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .append("\u00e4\u20ac\uD83D\uDE00")
                        .toString());
    }

    @Test
    void aByteThatIsNotUtf8BecomesOneCharacter() {
        assertThat(PathBytes.decode(new byte[] {'a', (byte) 0xFF, 'b'})).isEqualTo("a\uDCFFb");
        assertThat(PathBytes.decode(new byte[] {(byte) 0xE4, 'x'})).isEqualTo("\uDCE4x");
    }

    @Test
    void encodedSurrogatesAndOverlongFormsAreNotUtf8() {
        assertThat(PathBytes.decode(new byte[] {(byte) 0xED, (byte) 0xB2, (byte) 0x80}))
                .isEqualTo("\uDCED\uDCB2\uDC80");
        assertThat(PathBytes.decode(new byte[] {(byte) 0xC0, (byte) 0x80})).isEqualTo("\uDCC0\uDC80");
    }

    @Test
    void otherLoneSurrogatesAreRefused() {
        assertThatThrownBy(() -> PathBytes.encode("a\uD800")).isInstanceOf(InvalidPathException.class);
        assertThatThrownBy(() -> PathBytes.encode("\uDC41")).isInstanceOf(InvalidPathException.class);
    }
}
