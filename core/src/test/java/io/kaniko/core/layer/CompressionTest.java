package io.kaniko.core.layer;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.core.event.BuildEvent;
import io.kaniko.core.event.EventSink;
import io.kaniko.core.nativeio.Libdeflate;
import io.kaniko.core.oci.Digest;
import io.kaniko.core.tar.Decompression;
import io.kaniko.core.tar.ForeignProgram;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What goes through a pipeline comes back from everything that decompresses. */
final class CompressionTest {

    /** Where Debian's libdeflate0 is. */
    private static final Path LIBDEFLATE = Path.of("/usr/lib/x86_64-linux-gnu", Libdeflate.FILE_NAME);

    private static final GzipCodec NATIVE = GzipCodec.ofLibrary(LIBDEFLATE, EventSink.NONE);
    private static final GzipCodec JDK = GzipCodec.ofJdk(EventSink.NONE);

    /** A codec, what reads its output, and a name for the report. */
    private record Case(String name, BlockCodec codec, String program) {

        @Override
        public String toString() {
            return name;
        }
    }

    private static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (int level : new int[] {-1, 0, 1, 6, 7, 9}) {
            cases.add(new Case("libdeflate " + level, NATIVE.at(level), "gzip -dc"));
            cases.add(new Case("zlib " + level, JDK.at(level), "gzip -dc"));
        }
        for (int level : new int[] {-1, 0, 1, 9, 22}) {
            cases.add(new Case("zstd " + level, ZstdFrames.at(level), "zstd -dc"));
        }
        return cases;
    }

    @TempDir
    Path directory;

    private static BlobPipeline.Outcome written(
            BlobStore store, BlockCodec codec, int threads, byte[] content, int size)
            throws IOException, InterruptedException, ExecutionException {
        Compressors compressors = new Compressors(codec, LayerWriter.COMPRESSOR_BUDGET);
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            BlobSink sink = store.create();
            BlobPipeline pipeline =
                    new BlobPipeline(new BlockPool(3L * Block.COST), sink, new Encoder(sink, compressors), executor);
            pipeline.write(content, 0, size);
            return pipeline.finish().get();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everySizeAroundTheEdgesOfBlocksSurvives(Case each)
            throws IOException, InterruptedException, ExecutionException {
        BlobStore store = new BlobStore(directory.resolve("blobs"));
        byte[] content = new byte[2 * Block.SIZE + 1];
        new Random(3).nextBytes(content);
        Arrays.fill(content, 1000, Block.SIZE / 2, (byte) 'x');
        for (int size : new int[] {0, 1, Block.SIZE - 1, Block.SIZE, Block.SIZE + 1, 2 * Block.SIZE, content.length}) {
            byte[] expected = Arrays.copyOf(content, size);

            BlobPipeline.Outcome outcome = written(store, each.codec(), 2, content, size);

            Path plain = directory.resolve("plain");
            ForeignProgram.shell(directory, each.program() + " < " + store.path(outcome.digest()) + " > plain");
            assertThat(Files.readAllBytes(plain)).isEqualTo(expected);
            try (InputStream in = Decompression.open(store.open(outcome.digest()))) {
                assertThat(in.readAllBytes()).isEqualTo(expected);
            }
            assertThat(outcome.diffId()).isEqualTo(Digest.of(expected));
            assertThat(outcome.size()).isEqualTo(store.size(outcome.digest()));
        }
    }

    @Provide
    Arbitrary<byte[]> tars() {
        // Runs of noise, of one value and of text, so that blocks are of all kinds and begin anywhere in them.
        Arbitrary<byte[]> run = Arbitraries.integers()
                .between(1, 700_000)
                .flatMap(length -> Arbitraries.integers().between(0, 2).map(kind -> run(kind, length)));
        return run.list().ofMaxSize(6).map(CompressionTest::joined);
    }

    private static byte[] run(int kind, int length) {
        byte[] bytes = new byte[length];
        Random random = new Random(length);
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte)
                    switch (kind) {
                        case 0 -> random.nextInt();
                        case 1 -> 7;
                        default -> 'a' + random.nextInt(1 + i % 20);
                    };
        }
        return bytes;
    }

    private static byte[] joined(List<byte[]> parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        parts.forEach(all::writeBytes);
        return all.toByteArray();
    }

    @Property(tries = 25)
    void anyTarComesBackFromTheJdkAndFromGzipWhateverTheThreads(@ForAll("tars") byte[] tar)
            throws IOException, InterruptedException, ExecutionException {
        Path place = Files.createTempDirectory("compression-test");
        try {
            for (GzipCodec codec : List.of(NATIVE, JDK)) {
                BlobStore store = new BlobStore(place.resolve("blobs"));
                Set<BlobPipeline.Outcome> outcomes = new HashSet<>();
                for (int threads : new int[] {1, 2, 5}) {
                    outcomes.add(written(store, codec.at(-1), threads, tar, tar.length));
                }

                assertThat(outcomes).hasSize(1);
                BlobPipeline.Outcome outcome = outcomes.iterator().next();
                assertThat(outcome.diffId()).isEqualTo(Digest.of(tar));
                Path blob = store.path(outcome.digest());
                try (InputStream in = new GZIPInputStream(Files.newInputStream(blob))) {
                    assertThat(in.readAllBytes()).isEqualTo(tar);
                }
                ForeignProgram.shell(place, "gzip -dc < " + blob + " > plain");
                assertThat(Files.readAllBytes(place.resolve("plain"))).isEqualTo(tar);
            }
        } finally {
            ForeignProgram.shell(place, "rm -r " + place);
        }
    }

    private static byte[] compressed(BlockCodec codec, byte[] content) {
        byte[] output = new byte[Block.OUTPUT_SIZE];
        try (BlockCompressor compressor = codec.open()) {
            return Arrays.copyOf(output, compressor.compress(content, content.length, output));
        }
    }

    @Test
    void noiseIsStoredAndTextBetweenItIsNot() {
        byte[] noise = new byte[Block.SIZE];
        new Random(4).nextBytes(noise);
        byte[] mixed = noise.clone();
        Arrays.fill(mixed, 300_000, 500_000, (byte) ' ');

        assertThat(compressed(NATIVE.at(-1), noise)).isEqualTo(compressed(NATIVE.at(0), noise));
        assertThat(compressed(NATIVE.at(-1), mixed)).hasSizeLessThan(Block.SIZE - 190_000);
    }

    @Test
    void noiseThatRepeatsItselfIsNoNoise() {
        byte[] piece = new byte[1000];
        new Random(5).nextBytes(piece);
        byte[] repeated = new byte[Block.SIZE];
        for (int i = 0; i < repeated.length; i++) {
            repeated[i] = piece[i % piece.length];
        }

        assertThat(compressed(NATIVE.at(-1), repeated)).hasSizeLessThan(10_000);
    }

    @Test
    void libdeflateIsTakenFromTheFileThatIsNamed() {
        byte[] text = "any text any text any more text".getBytes(StandardCharsets.UTF_8);

        assertThat(compressed(NATIVE.at(6), text))
                .as("needs Debian's libdeflate0")
                .isNotEqualTo(compressed(JDK.at(6), text));
    }

    @Test
    void levelsGetSmaller() throws IOException {
        byte[] text = ForeignProgram.shell(directory, "seq 1 120000 | sed 's/$/ bottles of beer/' | head -c 1000000")
                .getBytes(StandardCharsets.UTF_8);

        for (List<BlockCodec> levels : List.of(
                List.of(NATIVE.at(0), NATIVE.at(1), NATIVE.at(6), NATIVE.at(9)),
                List.of(JDK.at(0), JDK.at(1), JDK.at(6)),
                List.of(ZstdFrames.at(0), ZstdFrames.at(1), ZstdFrames.at(19)))) {
            List<Integer> sizes =
                    levels.stream().map(codec -> compressed(codec, text).length).toList();
            assertThat(sizes).isSortedAccordingTo((one, other) -> Integer.compare(other, one));
            assertThat(sizes.getFirst()).isBetween(text.length, text.length + 200);
            assertThat(sizes).doesNotHaveDuplicates();
        }
        assertThat(compressed(NATIVE.at(-1), text)).isEqualTo(compressed(NATIVE.at(2), text));
        assertThat(compressed(ZstdFrames.at(-1), text)).isEqualTo(compressed(ZstdFrames.at(3), text));
    }

    @Test
    void aLibraryThatCannotBeLoadedIsSaidAndReplacedByTheJdk() throws IOException {
        Path broken = Files.writeString(directory.resolve(Libdeflate.FILE_NAME), "no library");
        List<BuildEvent> events = new ArrayList<>();
        byte[] text = "text".getBytes(StandardCharsets.UTF_8);

        assertThat(compressed(GzipCodec.ofLibrary(broken, events::add).at(-1), text))
                .isEqualTo(compressed(JDK.at(-1), text));
        assertThat(events).singleElement().isInstanceOfSatisfying(BuildEvent.Notice.class, notice -> {
            assertThat(notice.level()).isEqualTo(BuildEvent.Level.DEBUG);
            assertThat(notice.text())
                    .startsWith("Layers are compressed by the JDK's zlib: ")
                    .contains(broken.toString());
        });
    }

    @Test
    void memoryOutsideTheHeapIsBoundedAndGivenBack() throws Exception {
        List<BlockCompressor> open = new ArrayList<>();
        int[] most = {0};
        BlockCodec counted = new BlockCodec() {
            @Override
            public BlockCompressor open() {
                BlockCompressor inner = NATIVE.at(1).open();
                BlockCompressor outer = new BlockCompressor() {
                    @Override
                    public int compress(byte[] input, int length, byte[] output) {
                        return inner.compress(input, length, output);
                    }

                    @Override
                    public void close() {
                        inner.close();
                        synchronized (open) {
                            open.remove(this);
                        }
                    }
                };
                synchronized (open) {
                    open.add(outer);
                    most[0] = Math.max(most[0], open.size());
                }
                return outer;
            }

            @Override
            public Envelope envelope() {
                return new GzipEnvelope();
            }

            @Override
            public long cost() {
                return 10;
            }
        };
        Compressors compressors = new Compressors(counted, 29);
        BlobStore store = new BlobStore(directory.resolve("blobs"));
        byte[] content = new byte[8 * Block.SIZE];
        try (ExecutorService executor = Executors.newFixedThreadPool(8)) {
            List<BlobPipeline> pipelines = new ArrayList<>();
            for (int layer = 0; layer < 3; layer++) {
                BlobSink sink = store.create();
                pipelines.add(new BlobPipeline(
                        new BlockPool(16L * Block.COST), sink, new Encoder(sink, compressors), executor));
            }
            for (BlobPipeline pipeline : pipelines) {
                pipeline.write(content);
            }
            for (BlobPipeline pipeline : pipelines) {
                pipeline.finish().get();
            }
        }

        assertThat(most[0]).isBetween(1, 2);
        assertThat(open).isEmpty();
    }
}
