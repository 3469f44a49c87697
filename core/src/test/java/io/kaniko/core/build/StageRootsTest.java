package io.kaniko.core.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import io.kaniko.core.credentials.Keychain;
import io.kaniko.core.event.EventSink;
import io.kaniko.core.layer.BlobStore;
import io.kaniko.core.layer.Layer;
import io.kaniko.core.oci.Descriptor;
import io.kaniko.core.oci.Digest;
import io.kaniko.core.oci.ImageReference;
import io.kaniko.core.oci.MediaType;
import io.kaniko.core.registry.FakeRegistry;
import io.kaniko.core.registry.FakeRegistry.Reply;
import io.kaniko.core.registry.Registries;
import io.kaniko.core.registry.RegistryException;
import io.kaniko.core.registry.RegistryOptions;
import io.kaniko.core.rootfs.DigestRecord;
import io.kaniko.core.rootfs.StageRoot;
import io.kaniko.core.tar.Entries;
import io.kaniko.spi.BuildException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Layers that arrive from a registry that is slow, breaks off, or sends damaged bytes. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class StageRootsTest {

    private static final int HALF = 600_000;

    @TempDir
    private Path directory;

    private Path files;
    private FakeRegistry fake;
    private Registries registries;
    private BlobStore blobs;

    @BeforeEach
    void start() throws IOException {
        files = Files.createDirectory(directory.resolve("root"));
        blobs = new BlobStore(directory.resolve("blobs"));
        fake = new FakeRegistry();
        registries = new Registries(
                RegistryOptions.builder().build(),
                new Keychain(List.of(), Map.of(), Path.of("/nowhere")),
                EventSink.NONE);
    }

    @AfterEach
    void stop() {
        registries.close();
        fake.close();
    }

    /** A tar that cannot be compressed to less than 700 KB, with a file at its beginning and one at its end. */
    private static byte[] tar(String name) {
        Random random = new Random(name.hashCode());
        StringBuilder middle = new StringBuilder();
        for (int i = 0; i < 1_000_000; i++) {
            middle.append((char) (' ' + random.nextInt(64)));
        }
        return Entries.archive(
                Entries.file(name + "-first", "1"),
                Entries.file(name + "-middle", middle.toString()),
                Entries.file(name + "-last", "2"));
    }

    private static byte[] gzip(byte[] tar) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(tar);
        }
        return bytes.toByteArray();
    }

    private Layer layer(byte[] tar, byte[] blob) {
        Descriptor descriptor = new Descriptor(MediaType.OCI_LAYER_GZIP, Digest.of(blob), blob.length);
        return new Layer(Digest.of(tar), descriptor, Optional.of(ImageReference.parse(fake.name() + "/app:1")));
    }

    private String line(Layer layer) {
        return "GET /v2/app/blobs/" + layer.descriptor().digest();
    }

    private void extract(Layer... layers) throws IOException, InterruptedException {
        new StageRoots(registries, blobs, EventSink.NONE)
                .extract(List.of(layers), new StageRoot(files), new DigestRecord());
    }

    private void awaitFile(String name) {
        while (!Files.exists(files.resolve(name))) {
            Thread.onSpinWait();
        }
    }

    private List<String> names(Path of) throws IOException {
        try (Stream<Path> all = Files.list(of)) {
            return all.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    /** Neither threads nor parts of blobs. */
    private void assertNothingIsLeft() throws IOException {
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("decompress");
        assertThat(names(directory.resolve("blobs/partial"))).isEmpty();
    }

    /** How layers are stored. Members of their own for each part are what eStargz and parallel compressors make. */
    private enum Form {
        PLAIN,
        GZIP,
        GZIP_MEMBERS,
        ZSTD;

        byte[] blob(byte[] tar) throws IOException {
            return switch (this) {
                case PLAIN -> tar;
                case GZIP -> gzip(tar);
                case GZIP_MEMBERS -> {
                    ByteArrayOutputStream members = new ByteArrayOutputStream();
                    for (int start = 0; start < tar.length; start += 10_000) {
                        members.write(gzip(Arrays.copyOfRange(tar, start, Math.min(tar.length, start + 10_000))));
                    }
                    yield members.toByteArray();
                }
                case ZSTD -> Zstd.compress(tar);
            };
        }
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void filesAreWrittenWhileTheirLayerArrives(Form form) throws Exception {
        byte[] tar = tar("a");
        byte[] blob = form.blob(tar);
        Layer layer = layer(tar, blob);
        fake.on(line(layer), exchange -> {
            exchange.sendResponseHeaders(200, blob.length);
            exchange.getResponseBody().write(blob, 0, HALF);
            exchange.getResponseBody().flush();
            awaitFile("a-first");
            exchange.getResponseBody().write(blob, HALF, blob.length - HALF);
        });

        extract(layer);

        assertThat(names(files)).containsExactly("a-first", "a-last", "a-middle");
        assertThat(Files.size(files.resolve("a-middle"))).isEqualTo(1_000_000);
        assertThat(blobs.has(layer.descriptor().digest())).isTrue();
        assertNothingIsLeft();
    }

    @Test
    void aDownloadThatBreaksInTheMiddleOfALayerGoesOn() throws Exception {
        byte[] tar = tar("a");
        byte[] blob = gzip(tar);
        Layer layer = layer(tar, blob);
        List<Integer> asked = new ArrayList<>();
        fake.on(line(layer), Reply.broken(200, blob, HALF, () -> awaitFile("a-first")), exchange -> {
            String range = exchange.getRequestHeaders().getFirst("Range");
            int start = Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
            asked.add(start);
            exchange.getResponseHeaders().add("Content-Range", "bytes " + start + "-");
            exchange.sendResponseHeaders(206, blob.length - start);
            exchange.getResponseBody().write(blob, start, blob.length - start);
        });

        extract(layer);

        assertThat(asked).hasSize(1).allSatisfy(start -> assertThat(start).isBetween(1, HALF));
        assertThat(names(files)).containsExactly("a-first", "a-last", "a-middle");
        assertNothingIsLeft();
    }

    @Test
    void afterDamageTheRootIsFilledAnewFromNothing() throws Exception {
        byte[] below = tar("below");
        byte[] tar = tar("right");
        Layer first = layer(below, gzip(below));
        // Not compressed, so that the damaged layer is a good archive with other files, written before it is known.
        Layer second = layer(tar, tar);
        fake.on(line(first), Reply.of(200, gzip(below)));
        fake.on(line(second), Reply.of(200, tar("wrong")), Reply.of(200, tar));

        extract(first, second);

        assertThat(fake.seen(line(second))).hasSize(2);
        assertThat(names(files))
                .containsExactly(
                        "below-first", "below-last", "below-middle", "right-first", "right-last", "right-middle");
        assertNothingIsLeft();
    }

    @Test
    void bytesThatCannotBeReadAreFirstOfAllDamaged() throws Exception {
        byte[] tar = tar("a");
        byte[] blob = gzip(tar);
        byte[] damaged = blob.clone();
        Arrays.fill(damaged, 1000, 2000, (byte) 0);
        Layer layer = layer(tar, blob);
        fake.on(line(layer), Reply.of(200, damaged), Reply.of(200, blob));

        extract(layer);

        assertThat(names(files)).containsExactly("a-first", "a-last", "a-middle");
        assertNothingIsLeft();
    }

    @Test
    void damageThatComesAgainEndsTheBuild() throws Exception {
        byte[] tar = tar("right");
        Layer layer = layer(tar, tar);
        fake.on(line(layer), Reply.of(200, tar("wrong")));

        assertThatThrownBy(() -> extract(layer))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("is damaged: its digest is");

        assertThat(fake.seen(line(layer))).hasSize(2);
        assertThat(blobs.has(layer.descriptor().digest())).isFalse();
        assertNothingIsLeft();
    }

    @Test
    void aLayerThatIsNotWhatItsImageSaysEndsTheBuild() throws Exception {
        byte[] tar = tar("a");
        Layer layer = layer(tar("b"), tar);
        fake.on(line(layer), Reply.of(200, tar));

        assertThatThrownBy(() -> extract(layer))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("is not what its image says");
        assertNothingIsLeft();
    }

    @Test
    void oneLayerThatFailsStopsTheOthers() throws Exception {
        List<Layer> layers = new ArrayList<>();
        CountDownLatch never = new CountDownLatch(1);
        for (int i = 0; i < 6; i++) {
            byte[] tar = tar("layer" + i);
            Layer layer = layer(tar, tar);
            layers.add(layer);
            fake.on(
                    line(layer),
                    i == 0
                            ? Reply.of(200, tar)
                            : i == 1
                                    ? Reply.error(404, "BLOB_UNKNOWN", "no such blob")
                                    : exchange -> {
                                        exchange.sendResponseHeaders(200, tar.length);
                                        exchange.getResponseBody().write(tar, 0, HALF);
                                        exchange.getResponseBody().flush();
                                        try {
                                            never.await();
                                        } catch (InterruptedException e) {
                                            throw new IOException(e);
                                        }
                                    });
        }

        assertThatThrownBy(() -> extract(layers.toArray(Layer[]::new)))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("BLOB_UNKNOWN");
        assertNothingIsLeft();
    }

    @Test
    void whoIsInterruptedLeavesNothingRunning() throws Exception {
        byte[] tar = tar("a");
        byte[] blob = gzip(tar);
        Layer layer = layer(tar, blob);
        CountDownLatch never = new CountDownLatch(1);
        fake.on(line(layer), exchange -> {
            exchange.sendResponseHeaders(200, blob.length);
            exchange.getResponseBody().write(blob, 0, HALF);
            exchange.getResponseBody().flush();
            try {
                never.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        });
        FutureTask<Void> extraction = new FutureTask<>(() -> {
            extract(layer);
            return null;
        });
        Thread thread = Thread.ofPlatform().start(extraction);
        awaitFile("a-first");
        thread.interrupt();
        thread.join();

        assertThatThrownBy(extraction::get).rootCause().hasMessageContaining("interrupted");
        assertThat(names(directory.resolve("blobs/partial"))).isEmpty();
    }

    @Test
    void aLayerThatIsThereIsNotFetched() throws Exception {
        byte[] tar = tar("a");
        Layer layer = layer(tar, tar);
        fake.on(line(layer), Reply.of(200, tar));
        extract(layer);
        new StageRoot(files).clear();

        extract(layer, layer);

        assertThat(names(files)).containsExactly("a-first", "a-last", "a-middle");
        assertThat(fake.seen(line(layer))).hasSize(1);
    }
}
