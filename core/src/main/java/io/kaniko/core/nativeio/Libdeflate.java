package io.kaniko.core.nativeio;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.NoSuchElementException;

/**
 * The compression library libdeflate, of which three functions are called. It takes whole buffers only, and is two to
 * three times as fast as zlib for that. Its output depends on its version, the level and the input: which instructions
 * the processor has shows in its speed alone.
 *
 * <p>A call takes milliseconds, in which a thread that pinned its arrays would hold up the garbage collector; so the
 * data is copied to native memory and back, which takes a hundredth of that time.
 */
public final class Libdeflate {

    /** The name that the library's interface has had since its version 1.0. */
    public static final String FILE_NAME = "libdeflate.so.0";

    public static final int HIGHEST_LEVEL = 12;

    private final MethodHandle allocate;
    private final MethodHandle compress;
    private final MethodHandle free;

    private Libdeflate(SymbolLookup library) {
        Linker linker = Linker.nativeLinker();
        this.allocate = linker.downcallHandle(
                library.findOrThrow("libdeflate_alloc_compressor"),
                FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
        this.compress = linker.downcallHandle(
                library.findOrThrow("libdeflate_deflate_compress"),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_LONG,
                        ValueLayout.ADDRESS,
                        ValueLayout.ADDRESS,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.ADDRESS,
                        ValueLayout.JAVA_LONG));
        this.free = linker.downcallHandle(
                library.findOrThrow("libdeflate_free_compressor"), FunctionDescriptor.ofVoid(ValueLayout.ADDRESS));
    }

    /**
     * Loads the library, for as long as the program runs.
     *
     * @throws IllegalArgumentException when the file is no library for this machine, or not the right one
     */
    public static Libdeflate load(Path file) {
        try {
            return new Libdeflate(SymbolLookup.libraryLookup(file, Arena.global()));
        } catch (NoSuchElementException e) {
            throw new IllegalArgumentException(file + " is not libdeflate: " + e.getMessage(), e);
        }
    }

    /**
     * A compressor with memory of its own.
     *
     * @param level 0 to {@link #HIGHEST_LEVEL}
     * @param largestInput bytes of the largest piece that it will be given
     */
    public Compressor compressor(int level, int largestInput) {
        return new Compressor(level, largestInput);
    }

    /** Compresses one piece after the other; one thread at a time. What it holds is outside the heap: close it. */
    public final class Compressor implements AutoCloseable {

        private final Arena arena = Arena.ofShared();
        private final MemorySegment input;
        private final MemorySegment output;
        private final MemorySegment state;

        private Compressor(int level, int largestInput) {
            try {
                // Incompressible data grows by 5 bytes for every 5000.
                this.input = arena.allocate(largestInput);
                this.output = arena.allocate(largestInput + (largestInput >> 9) + 64L);
                this.state = (MemorySegment) allocate.invokeExact(level);
                if (state.address() == 0) {
                    throw new OutOfMemoryError("libdeflate cannot allocate a compressor of level " + level);
                }
            } catch (RuntimeException | Error e) {
                arena.close();
                throw e;
            } catch (Throwable impossible) {
                throw new AssertionError("a function of libdeflate throws nothing", impossible);
            }
        }

        /**
         * Compresses to a complete deflate stream.
         *
         * @param bytes of which the first {@code length} count
         * @param stream room for the result
         * @return bytes of the result
         */
        public int deflate(byte[] bytes, int length, byte[] stream) {
            MemorySegment.copy(bytes, 0, input, ValueLayout.JAVA_BYTE, 0, length);
            long size;
            try {
                size = (long) compress.invokeExact(state, input, (long) length, output, output.byteSize());
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable impossible) {
                throw new AssertionError("a function of libdeflate throws nothing", impossible);
            }
            if (size == 0) {
                throw new IllegalStateException("libdeflate made more of " + length + " bytes than it ever should");
            }
            MemorySegment.copy(output, ValueLayout.JAVA_BYTE, 0, stream, 0, (int) size);
            return (int) size;
        }

        @Override
        public void close() {
            try {
                free.invokeExact(state);
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable impossible) {
                throw new AssertionError("a function of libdeflate throws nothing", impossible);
            } finally {
                arena.close();
            }
        }
    }
}
