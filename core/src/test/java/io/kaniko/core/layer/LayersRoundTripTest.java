package io.kaniko.core.layer;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.core.event.EventSink;
import io.kaniko.core.nativeio.PathBytes;
import io.kaniko.core.oci.Digest;
import io.kaniko.core.rootfs.DigestRecord;
import io.kaniko.core.rootfs.LayerExtractor;
import io.kaniko.core.rootfs.StageRoot;
import io.kaniko.core.tar.Decompression;
import io.kaniko.core.tar.Entries;
import io.kaniko.core.tar.ForeignProgram;
import io.kaniko.spi.Changes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written as layers and applied again is the same tree, to us and to umoci. */
final class LayersRoundTripTest {

    @TempDir
    Path directory;

    /** Everything about a tree but the times of directories, which layers of others leave open. */
    private String listing(String tree) {
        return ForeignProgram.shell(directory.resolve(tree), """
            find . -mindepth 1 -type d -printf '%p %y %m %U:%G\\n' \
                -o -type f -printf '%p %y %m %U:%G %s %Ts %n\\n' \
                -o -printf '%p %y %m %U:%G %Ts %l\\n' | LC_ALL=C sort
            find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum
            find . -type f -print0 | LC_ALL=C sort -z | xargs -0 getfattr -hd -m security.capability\
            """);
    }

    private void applied(String tree, byte[]... tars) throws IOException {
        StageRoot root = new StageRoot(Files.createDirectory(directory.resolve(tree)));
        LayerExtractor extractor = new LayerExtractor(root, new DigestRecord());
        for (byte[] tar : tars) {
            extractor.apply(new ByteArrayInputStream(tar), Digest.of(tar), "layer");
        }
    }

    private void unpackedByUmoci(byte[]... tars) throws IOException {
        ForeignProgram.shell(directory, "umoci init --layout image; umoci new --image image:test");
        for (int i = 0; i < tars.length; i++) {
            Files.write(directory.resolve("layer" + i + ".tar"), tars[i]);
            ForeignProgram.shell(directory, "umoci raw add-layer --image image:test layer" + i + ".tar");
        }
        ForeignProgram.shell(directory, "umoci unpack --image image:test bundle; mv bundle/rootfs umoci");
    }

    private static Changes changes(List<String> changed, String... deleted) {
        return new Changes(new TreeSet<>(changed), new TreeSet<>(Arrays.asList(deleted)));
    }

    private byte[] written(Changes changes) throws IOException {
        BlobStore store = new BlobStore(directory.resolve("blobs"));
        try (ExecutorService executor = Executors.newFixedThreadPool(2)) {
            Layer layer = new LayerWriter(
                            store, new LayerFormat(Compression.GZIP), executor, GzipCodec.ofJdk(EventSink.NONE))
                    .write(new StageRoot(directory.resolve("original")), changes, Optional.empty())
                    .get()
                    .layer();
            try (InputStream in =
                    Decompression.open(store.open(layer.descriptor().digest()))) {
                return in.readAllBytes();
            }
        } catch (ExecutionException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aChangedTreeComesBackWhole() throws IOException {
        ForeignProgram.shell(directory, """
            mkdir -p original; cd original; mkdir -p etc usr/lib/deep gone/with/all turns; ln -s usr/lib lib
            printf one > etc/one; printf two > etc/two; chmod 4750 etc/two; chown 12:34 etc/two
            ln etc/one usr/hard; mkfifo fifo; mknod zero c 1 5; printf x > gone/with/x; printf x > turns/x
            printf 'odd' > "$(printf 'odd\\377name')"; printf u > 'ümläut'; head -c 3000000 /dev/urandom > big
            setfattr -n security.capability -v 0x0100000200200000000000000000000000000000 usr/hard
            touch -d @1000000000.5 etc/one big; touch -h -d @5 lib
            find . -mindepth 1 -printf '%P\\n' > ../all\
            """);
        byte[] first = written(changes(paths()));
        ForeignProgram.shell(directory, """
            cd original; rm -r gone etc/one; rm -r turns; printf file > turns; rm fifo; mkdir fifo; printf n > fifo/n
            printf changed > lib/new; chmod 700 usr/lib/deep; mv big usr/big\
            """);
        byte[] second = written(changes(
                List.of("turns", "fifo", "fifo/n", "usr/lib/new", "usr/lib/deep", "usr/big", "usr/hard"),
                "gone",
                "etc/one",
                "big",
                "turns/x"));

        applied("ours", first, second);
        unpackedByUmoci(first, second);

        assertThat(listing("ours")).isEqualTo(listing("original"));
        assertThat(listing("umoci")).isEqualTo(listing("original"));
    }

    private List<String> paths() throws IOException {
        // The odd name is not UTF-8: ask for names as this program spells them.
        return PathBytes.decode(Files.readAllBytes(directory.resolve("all")))
                .lines()
                .toList();
    }

    @Test
    void layersOfOthersGiveWhatUmociMakesOfThem() throws IOException {
        byte[] lower = Entries.archive(
                Entries.plain(Entries.directory("d")),
                Entries.file("d/a", "lower"),
                Entries.plain(Entries.directory("d/sub")),
                Entries.file("d/sub/x", "lower"),
                Entries.plain(Entries.directory("e")),
                Entries.file("e/a", "lower"),
                Entries.plain(Entries.link("link", "d")),
                Entries.file("f", "lower"),
                Entries.plain(Entries.hardLink("g", "f")));
        byte[] upper = Entries.archive(
                Entries.plain(Entries.directory("d")),
                Entries.file("d/.wh..wh..opq", ""),
                Entries.file("d/b", "upper"),
                Entries.file("e/.wh.a", ""),
                Entries.file("e/b", "upper"),
                Entries.file(".wh.f", ""),
                Entries.plain(Entries.withPermissions(Entries.directory("link"), 0700)),
                Entries.file("link/new", "upper"),
                Entries.file("never/there/x", "implied"));

        applied("ours", lower, upper);
        unpackedByUmoci(lower, upper);

        assertThat(listing("ours")).isEqualTo(listing("umoci"));
    }
}
