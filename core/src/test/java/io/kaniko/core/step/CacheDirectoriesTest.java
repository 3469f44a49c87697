package io.kaniko.core.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaniko.core.dockerfile.MountSpec.Sharing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class CacheDirectoriesTest {

    @TempDir
    private Path directory;

    private final List<String> begun = new CopyOnWriteArrayList<>();

    private CacheDirectories.Lease take(CacheDirectories caches, String identity, Sharing sharing) throws Exception {
        return caches.take(identity, sharing, made -> {
            Files.writeString(made.resolve("seed"), identity);
            begun.add(identity);
        });
    }

    @Test
    void aCacheAppearsCompleteOrNotAtAll() throws Exception {
        CacheDirectories caches = new CacheDirectories(directory);

        assertThatThrownBy(() -> caches.take("id", Sharing.LOCKED, made -> {
                    Files.writeString(made.resolve("half"), "");
                    throw new IOException("the disk is full");
                }))
                .hasMessage("the disk is full");

        try (CacheDirectories.Lease lease = take(caches, "id", Sharing.LOCKED)) {
            assertThat(lease.directory().toFile().list()).containsExactly("seed");
        }
        try (Stream<Path> all = Files.list(directory)) {
            assertThat(all.filter(Files::isDirectory)).hasSize(1);
        }
    }

    @Test
    void sharedCachesAreOneDirectoryAndLiveOn() throws Exception {
        CacheDirectories caches = new CacheDirectories(directory);
        try (CacheDirectories.Lease first = take(caches, "id", Sharing.SHARED);
                CacheDirectories.Lease second = take(caches, "id", Sharing.SHARED)) {
            assertThat(begun).containsExactly("id");
            assertThat(second.directory()).isEqualTo(first.directory());
        }
        take(new CacheDirectories(directory), "id", Sharing.SHARED).close();
        take(caches, "other", Sharing.SHARED).close();
        assertThat(begun).containsExactly("id", "other");
    }

    @Test
    void privateCachesAreNeverUsedTwiceAtOnce() throws Exception {
        CacheDirectories caches = new CacheDirectories(directory);
        Path first;
        try (CacheDirectories.Lease one = take(caches, "id", Sharing.PRIVATE);
                CacheDirectories.Lease other = take(caches, "id", Sharing.PRIVATE)) {
            first = one.directory();
            assertThat(other.directory()).isNotEqualTo(first);
        }
        try (CacheDirectories.Lease again = take(caches, "id", Sharing.PRIVATE)) {
            assertThat(again.directory()).isEqualTo(first);
            assertThat(begun).containsExactly("id", "id");
        }
    }

    @Test
    void lockedCachesWaitForTheirTurn() throws Exception {
        CacheDirectories caches = new CacheDirectories(directory);
        CountDownLatch tried = new CountDownLatch(1);
        CompletableFuture<Path> second;
        Path first;
        try (CacheDirectories.Lease held = take(caches, "id", Sharing.LOCKED)) {
            first = held.directory();
            second = CompletableFuture.supplyAsync(() -> {
                tried.countDown();
                try (CacheDirectories.Lease lease = take(caches, "id", Sharing.LOCKED)) {
                    return lease.directory();
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            });
            tried.await();
            assertThat(second.isDone()).isFalse();
        }
        assertThat(second.get()).isEqualTo(first);
    }
}
