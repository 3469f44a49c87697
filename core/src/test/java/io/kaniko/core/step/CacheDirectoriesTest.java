package io.kaniko.core.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.core.dockerfile.MountSpec.Sharing;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class CacheDirectoriesTest {

    @TempDir
    private Path directory;

    @Test
    void sharedCachesAreOneDirectoryAndLiveOn() throws Exception {
        CacheDirectories caches = new CacheDirectories(directory);
        try (CacheDirectories.Lease first = caches.take("id", Sharing.SHARED);
                CacheDirectories.Lease second = caches.take("id", Sharing.SHARED)) {
            assertThat(first.fresh()).isTrue();
            assertThat(second.fresh()).isFalse();
            assertThat(second.directory()).isEqualTo(first.directory());
        }
        assertThat(new CacheDirectories(directory).take("id", Sharing.SHARED).fresh())
                .isFalse();
        assertThat(caches.take("other", Sharing.SHARED).fresh()).isTrue();
    }

    @Test
    void privateCachesAreNeverUsedTwiceAtOnce() throws Exception {
        CacheDirectories caches = new CacheDirectories(directory);
        Path first;
        try (CacheDirectories.Lease one = caches.take("id", Sharing.PRIVATE);
                CacheDirectories.Lease other = caches.take("id", Sharing.PRIVATE)) {
            first = one.directory();
            assertThat(other.directory()).isNotEqualTo(first);
        }
        try (CacheDirectories.Lease again = caches.take("id", Sharing.PRIVATE)) {
            assertThat(again.directory()).isEqualTo(first);
            assertThat(again.fresh()).isFalse();
        }
    }

    @Test
    void lockedCachesWaitForTheirTurn() throws Exception {
        CacheDirectories caches = new CacheDirectories(directory);
        CountDownLatch tried = new CountDownLatch(1);
        CompletableFuture<Path> second;
        Path first;
        try (CacheDirectories.Lease held = caches.take("id", Sharing.LOCKED)) {
            first = held.directory();
            second = CompletableFuture.supplyAsync(() -> {
                tried.countDown();
                try (CacheDirectories.Lease lease = caches.take("id", Sharing.LOCKED)) {
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
