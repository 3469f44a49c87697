package io.kaniko.core.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaniko.core.oci.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BlobStoreTest {

    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path directory;

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile).map(directory::relativize).toList();
        }
    }

    @Test
    void keepsABlobUnderItsDigest() throws IOException {
        BlobStore store = new BlobStore(directory);
        Digest digest;
        try (BlobSink sink = store.create()) {
            sink.write(HELLO);
            assertThat(sink.size()).isEqualTo(5);
            digest = sink.commit();
        }

        assertThat(digest).isEqualTo(Digest.of(HELLO));
        assertThat(store.has(digest)).isTrue();
        assertThat(files()).containsExactly(Path.of("sha256", digest.hex()));
        try (InputStream in = store.open(digest)) {
            assertThat(in.readAllBytes()).isEqualTo(HELLO);
        }
    }

    @Test
    void deletesWhatWasNotCommitted() throws IOException {
        BlobSink sink = new BlobStore(directory).create();
        sink.write(HELLO);
        assertThat(files()).hasSize(1);

        sink.close();
        sink.close();

        assertThat(files()).isEmpty();
    }

    @Test
    void refusesAnotherBlobThanTheExpectedOne() throws IOException {
        BlobStore store = new BlobStore(directory);
        Digest other = Digest.of(new byte[0]);
        try (BlobSink sink = store.create()) {
            sink.write(HELLO);
            assertThatThrownBy(() -> sink.commit(other, 5))
                    .hasMessage("the content of the blob " + other + " is damaged: its digest is " + Digest.of(HELLO));
        }
        try (BlobSink sink = store.create()) {
            sink.write(HELLO);
            assertThatThrownBy(() -> sink.commit(Digest.of(HELLO), 6))
                    .hasMessage("the blob " + Digest.of(HELLO) + " should have 6 bytes, but 5 have arrived");
        }

        assertThat(files()).isEmpty();
    }

    @Test
    void manyMayBringTheSameBlob() throws IOException, InterruptedException, ExecutionException {
        BlobStore store = new BlobStore(directory);
        List<Future<Digest>> digests = new ArrayList<>();
        try (ExecutorService executor = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < 50; i++) {
                digests.add(executor.submit(() -> {
                    try (BlobSink sink = store.create()) {
                        sink.write(HELLO);
                        return sink.commit();
                    }
                }));
            }
        }

        for (Future<Digest> each : digests) {
            assertThat(each.get()).isEqualTo(Digest.of(HELLO));
        }
        assertThat(files()).hasSize(1);
    }
}
