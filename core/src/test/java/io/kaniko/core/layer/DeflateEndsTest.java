package io.kaniko.core.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Streams whose ends were opened are read on by zlib. */
final class DeflateEndsTest {

    private static byte[] stream(byte[] content, int level, int strategy) {
        Deflater deflater = new Deflater(level, true);
        deflater.setStrategy(strategy);
        deflater.setInput(content);
        deflater.finish();
        byte[] room = new byte[content.length * 2 + 100];
        int length = 0;
        while (!deflater.finished()) {
            length += deflater.deflate(room, length, room.length - length);
        }
        deflater.end();
        return Arrays.copyOf(room, length);
    }

    private static byte[] opened(byte[] stream) {
        byte[] room = Arrays.copyOf(stream, stream.length + 8);
        // What lies behind the stream must not matter.
        Arrays.fill(room, stream.length, room.length, (byte) 0x5a);
        return Arrays.copyOf(room, new DeflateEnds().open(room, stream.length));
    }

    private static byte[] inflated(byte[] stream) throws DataFormatException {
        Inflater inflater = new Inflater(true);
        inflater.setInput(stream);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] buffer = new byte[1 << 16];
        while (!inflater.finished()) {
            int count = inflater.inflate(buffer);
            out.write(buffer, 0, count);
            assertThat(count > 0 || inflater.finished())
                    .as("the stream has an end")
                    .isTrue();
        }
        assertThat(inflater.getRemaining()).isZero();
        inflater.end();
        return out.toByteArray();
    }

    private static byte[] content(int size, int values, long seed) {
        byte[] bytes = new byte[size];
        Random random = new Random(seed);
        for (int i = 0; i < size; i++) {
            // A skewed choice, so that there are short codes and long ones; and repetitions near and far.
            bytes[i] = i > 1000 && random.nextInt(4) == 0
                    ? bytes[i - 1 - random.nextInt(Math.min(i, 30_000))]
                    : (byte) (values * Math.pow(random.nextDouble(), 6));
        }
        return bytes;
    }

    @Property(tries = 200)
    void twoStreamsBecomeOne(
            @ForAll @IntRange(max = 9) int level,
            @ForAll @IntRange(max = 2) int strategy,
            @ForAll @IntRange(max = 70_000) int size,
            @ForAll @IntRange(min = 1, max = 256) int values,
            @ForAll long seed)
            throws DataFormatException {
        byte[] first = content(size, values, seed);
        byte[] second = content(1000, values, seed + 1);
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        joined.writeBytes(opened(stream(first, level, strategy)));
        joined.writeBytes(stream(second, level, strategy));

        byte[] all = Arrays.copyOf(first, size + second.length);
        System.arraycopy(second, 0, all, size, second.length);
        assertThat(inflated(joined.toByteArray())).isEqualTo(all);
    }

    @Test
    void addsAFewBytes() {
        byte[] stream = stream(content(50_000, 100, 1), 6, Deflater.DEFAULT_STRATEGY);

        assertThat(opened(stream).length - stream.length).isBetween(4, DeflateEnds.MOST_ADDED);
    }

    @Test
    void refusesWhatIsNoStream() {
        byte[] stream = stream(content(50_000, 100, 1), 6, Deflater.DEFAULT_STRATEGY);

        assertThatThrownBy(() -> opened(Arrays.copyOf(stream, stream.length - 2)))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> opened(Arrays.copyOf(stream, stream.length + 1)))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> opened(new byte[] {7})).isInstanceOf(IllegalStateException.class);
    }
}
