package io.kaniko.core.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaniko.core.oci.Digest;
import io.kaniko.core.rootfs.DigestRecord;
import io.kaniko.core.rootfs.StageRoot;
import io.kaniko.core.tar.ForeignProgram;
import io.kaniko.spi.Changes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The same files give the same bytes, and the memory for it has a bound. */
final class ReproducibleLayerTest {

    @TempDir
    Path directory;

    private static final List<String> NAMES = List.of("one", "two", "three", "sub/four", "sub/five");

    /** Two trees that are equal, made in another order, with other inodes and other fractions of seconds. */
    private StageRoot tree(String name, List<String> order, String fraction) {
        StringBuilder script = new StringBuilder("mkdir -p " + name + "/sub; cd " + name + ";");
        for (String each : order) {
            script.append("seq 1 300000 | sed s/^/")
                    .append(each.replace('/', '-'))
                    .append("/ > ")
                    .append(each)
                    .append("; touch -d @1234567890")
                    .append(fraction)
                    .append(' ')
                    .append(each)
                    .append(';');
        }
        script.append("touch -d @1234567890").append(fraction).append(" sub");
        ForeignProgram.shell(directory, script.toString());
        return new StageRoot(directory.resolve(name));
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void sameFilesGiveTheSameBlobWhateverOrderAndThreads(Compression compression)
            throws IOException, InterruptedException, ExecutionException {
        StageRoot one = tree("one", NAMES, ".1");
        StageRoot two = tree("two", NAMES.reversed(), ".9");
        Changes changes = new Changes(new TreeSet<>(NAMES), new TreeSet<>(List.of("gone")));
        LayerFormat format = new LayerFormat(compression);

        Set<WrittenLayer> layers = new HashSet<>();
        int run = 0;
        for (int threads : new int[] {1, 2, 7}) {
            BlobStore store = new BlobStore(directory.resolve("blobs" + run++));
            try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
                layers.add(new LayerWriter(store, format, executor)
                        .write(one, changes, new DigestRecord())
                        .get());
                layers.add(new LayerWriter(store, format, executor)
                        .write(two, changes, new DigestRecord())
                        .get());
            }
        }

        assertThat(layers).hasSize(1);
    }

    @Test
    void holdsNoMoreBlocksThanTheBudgetAllows() throws IOException, InterruptedException, ExecutionException {
        BlockPool pool = new BlockPool(5L * Block.COST);
        BlobStore store = new BlobStore(directory.resolve("blobs"));
        byte[] piece = new byte[1 << 18];
        new Random(1).nextBytes(piece);
        Arrays.fill(piece, 1 << 14, piece.length, (byte) 0);
        List<Future<BlobPipeline.Outcome>> outcomes = new ArrayList<>();
        try (ExecutorService compressors = Executors.newFixedThreadPool(2);
                ExecutorService writers = Executors.newFixedThreadPool(3)) {
            for (int writer = 0; writer < 3; writer++) {
                outcomes.add(writers.submit(() -> {
                    BlobSink sink = store.create();
                    BlobPipeline pipeline = new BlobPipeline(pool, sink, new GzipEncoder(sink, 1), compressors);
                    for (int i = 0; i < 341 * 4; i++) {
                        pipeline.write(piece);
                    }
                    return pipeline.finish().get();
                }));
            }
        }

        for (Future<BlobPipeline.Outcome> each : outcomes) {
            assertThat(each.get().tarSize()).isEqualTo(341L << 20);
        }
        assertThat(pool.idleBlocks()).isBetween(1, 5);
    }

    @Test
    void aFullDiskReachesTheWriterAndLeavesNothing() throws IOException {
        BlobStore store = new BlobStore(directory.resolve("blobs"));
        AtomicInteger blocks = new AtomicInteger();
        BlockPool pool = new BlockPool(4L * Block.COST);
        BlobSink sink = store.create();
        Encoder failing = new Encoder() {
            @Override
            public void encode(Block block) {}

            @Override
            public void append(Block block) throws IOException {
                if (blocks.incrementAndGet() == 3) {
                    throw new IOException("No space left on device");
                }
            }

            @Override
            public void finish() {}

            @Override
            public void close() {}
        };
        try (ExecutorService executor = Executors.newFixedThreadPool(2)) {
            BlobPipeline pipeline = new BlobPipeline(pool, sink, failing, executor);
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 100; i++) {
                            pipeline.write(new byte[Block.SIZE]);
                        }
                    })
                    .isInstanceOf(IOException.class)
                    .hasMessage("cannot write the blob of a layer: No space left on device");
            pipeline.abort(new IOException("stopped"));
        }

        assertThat(blocks.get()).isEqualTo(3);
        assertThat(pool.idleBlocks()).isLessThanOrEqualTo(4);
        try (var left = Files.list(directory.resolve("blobs/partial"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void blocksMayReferToTheOneBefore() throws IOException {
        byte[] noise = new byte[Block.WINDOW / 2];
        new Random(2).nextBytes(noise);
        BlockPool pool = new BlockPool(8L * Block.COST);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        long plain = 0;
        GzipEncoder encoder = new GzipEncoder(packed, 6);
        // The same noise at the end of one block and at the start of the next: told once, if the window reaches over.
        for (int i = 0; i < 2; i++) {
            Block block = pool.take();
            block.length = Block.SIZE;
            System.arraycopy(noise, 0, block.input, i == 0 ? Block.SIZE - noise.length : 0, noise.length);
            if (i == 1) {
                System.arraycopy(noise, 0, block.dictionary, Block.WINDOW - noise.length, noise.length);
                block.dictionaryLength = Block.WINDOW;
            }
            plain += block.length;
            encoder.encode(block);
            encoder.append(block);
        }
        encoder.finish();
        encoder.close();

        assertThat(packed.size()).isLessThan(noise.length + 4_000);
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed.toByteArray()))) {
            assertThat(in.readAllBytes()).hasSize((int) plain);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 6, 9})
    void everySizeAroundTheEdgesOfBlocksSurvives(int level)
            throws IOException, InterruptedException, ExecutionException {
        BlobStore store = new BlobStore(directory.resolve("blobs"));
        byte[] content = new byte[2 * Block.SIZE + 1];
        new Random(3).nextBytes(content);
        Arrays.fill(content, 1000, Block.SIZE / 2, (byte) 'x');
        try (ExecutorService executor = Executors.newFixedThreadPool(2)) {
            for (int size :
                    new int[] {0, 1, Block.SIZE - 1, Block.SIZE, Block.SIZE + 1, 2 * Block.SIZE, content.length}) {
                BlobSink sink = store.create();
                BlobPipeline pipeline =
                        new BlobPipeline(new BlockPool(3L * Block.COST), sink, new GzipEncoder(sink, level), executor);
                pipeline.write(content, 0, size);
                BlobPipeline.Outcome outcome = pipeline.finish().get();

                ForeignProgram.shell(directory, "gzip -t < " + store.path(outcome.digest()));
                try (InputStream in = new GZIPInputStream(store.open(outcome.digest()))) {
                    assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOf(content, size));
                }
                assertThat(outcome.diffId()).isEqualTo(Digest.of(Arrays.copyOf(content, size)));
                assertThat(outcome.size()).isEqualTo(store.size(outcome.digest()));
            }
        }
    }
}
