package io.kaniko.core.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaniko.core.event.EventSink;
import io.kaniko.core.rootfs.StageRoot;
import io.kaniko.core.tar.ForeignProgram;
import io.kaniko.spi.Changes;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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
                layers.add(new LayerWriter(store, format, executor, GzipCodec.ofJdk(EventSink.NONE))
                        .write(one, changes, Optional.empty())
                        .get());
                layers.add(new LayerWriter(store, format, executor, GzipCodec.ofJdk(EventSink.NONE))
                        .write(two, changes, Optional.empty())
                        .get());
            }
        }

        assertThat(layers).hasSize(1);
    }

    @Test
    void holdsNoMoreBlocksThanTheBudgetAllows() throws IOException, InterruptedException, ExecutionException {
        BlockPool pool = new BlockPool(5L * Block.COST);
        BlobStore store = new BlobStore(directory.resolve("blobs"));
        Compressors gzip = new Compressors(GzipCodec.ofJdk(EventSink.NONE).at(1), 1);
        byte[] piece = new byte[1 << 18];
        new Random(1).nextBytes(piece);
        Arrays.fill(piece, 1 << 14, piece.length, (byte) 0);
        List<Future<BlobPipeline.Outcome>> outcomes = new ArrayList<>();
        try (ExecutorService compressors = Executors.newFixedThreadPool(2);
                ExecutorService writers = Executors.newFixedThreadPool(3)) {
            for (int writer = 0; writer < 3; writer++) {
                outcomes.add(writers.submit(() -> {
                    BlobSink sink = store.create();
                    BlobPipeline pipeline = new BlobPipeline(pool, sink, new Encoder(sink, gzip), compressors);
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
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) {}

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                if (blocks.incrementAndGet() == 3) {
                    throw new IOException("No space left on device");
                }
            }
        };
        Encoder failing = new Encoder(full, new Compressors(ZstdFrames.at(1), LayerWriter.COMPRESSOR_BUDGET));
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
}
