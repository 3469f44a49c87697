package io.kaniko.core.layer;

import io.kaniko.core.event.EventSink;
import io.kaniko.core.nativeio.Libdeflate;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What compresses to gzip: libdeflate where the program brings it along, the JDK's zlib elsewhere. The library is taken
 * from the directories of {@code java.library.path} only, where a distribution has its own copy, and never from the
 * system: the bytes of a layer, and so its digest, should not depend on what else a machine has installed.
 *
 * <p>It is looked for and loaded when the first block is to be compressed, by the thread that does it, so that builds
 * without layers know nothing of it. Threads may share a codec.
 *
 * <p>Intel's ISA-L is three times as fast as libdeflate's level 2, for a tenth more bytes. It has other code for each kind
 * of vector unit, and nobody promises that all of them make the same of the same input.
 */
public final class GzipCodec {

    /** Who asks for a level above gets whatever compressing noise may save. */
    private static final int HIGHEST_LEVEL_THAT_STORES = 6;

    private final Optional<Path> library;
    private final EventSink events;
    private @Nullable Kind kind;

    private GzipCodec(Optional<Path> library, EventSink events) {
        this.library = library;
        this.events = events;
    }

    /** The one that this program has. */
    public static GzipCodec ofThisProgram(EventSink events) {
        return new GzipCodec(inDirectories(System.getProperty("java.library.path", "")), events);
    }

    /** The one that every program has. */
    static GzipCodec ofJdk(EventSink events) {
        return new GzipCodec(Optional.empty(), events);
    }

    static GzipCodec ofLibrary(Path file, EventSink events) {
        return new GzipCodec(Optional.of(file), events);
    }

    private static Optional<Path> inDirectories(String directories) {
        return Arrays.stream(directories.split(File.pathSeparator))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, Libdeflate.FILE_NAME))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    /** @param level 0 to store, up to 9; less than 0 for the default of what compresses */
    BlockCodec at(int level) {
        return new BlockCodec() {
            @Override
            public BlockCompressor open() {
                return compressor(level);
            }

            @Override
            public Envelope envelope() {
                return new GzipEnvelope();
            }

            @Override
            public long cost() {
                return level < LibdeflateBlocks.HIGHEST_OF_GZIP ? 4 << 20 : 12 << 20;
            }
        };
    }

    private BlockCompressor compressor(int level) {
        if (level == 0) {
            return StoredBlocks::write;
        }
        BlockCompressor compressor = kind().open(level);
        return level > HIGHEST_LEVEL_THAT_STORES ? compressor : new NoiseStored(compressor);
    }

    private synchronized Kind kind() {
        Kind known = kind;
        if (known == null) {
            known = load();
            kind = known;
        }
        return known;
    }

    private Kind load() {
        if (library.isEmpty()) {
            events.debug("Layers are compressed by the JDK's zlib: there is no " + Libdeflate.FILE_NAME
                    + " in java.library.path. A program that has it makes other bytes of the same files");
            return JdkBlocks::new;
        }
        try {
            Libdeflate loaded = Libdeflate.load(library.get());
            return level -> new LibdeflateBlocks(loaded, level);
        } catch (IllegalArgumentException e) {
            events.debug("Layers are compressed by the JDK's zlib: " + e.getMessage());
            return JdkBlocks::new;
        }
    }

    @FunctionalInterface
    private interface Kind {
        BlockCompressor open(int level);
    }
}
