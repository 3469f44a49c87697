package io.kaniko.core.nativeio;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * How the C library finds hosts. It reads {@code /etc/nsswitch.conf} again whenever that has changed, and loads the
 * libraries named there from {@code /lib}. Where the files of an image come to lie in {@code /} while others still talk
 * to registries, these would be the image's libraries, made for another C library or by a stranger.
 */
public final class NameService {

    private static final String CONFIGURE = "__nss_configure_lookup";

    private NameService() {}

    /** From now on hosts are looked up in {@code /etc/hosts} and by DNS, and by nothing else. */
    public static void takeFilesAndDnsOnly() {
        Optional<MemorySegment> function = Linker.nativeLinker().defaultLookup().find(CONFIGURE);
        if (function.isEmpty()) {
            // Only glibc has modules to load.
            return;
        }
        MethodHandle configure = Linker.nativeLinker()
                .downcallHandle(
                        function.get(),
                        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS));
        try (Arena arena = Arena.ofConfined()) {
            int answer = (int) configure.invokeExact(arena.allocateFrom("hosts"), arena.allocateFrom("files dns"));
            if (answer != 0) {
                throw new IllegalStateException(CONFIGURE + " does not take \"hosts: files dns\"");
            }
        } catch (RuntimeException e) {
            throw e;
        } catch (Throwable impossible) {
            throw new AssertionError("a function of the C library throws nothing", impossible);
        }
    }
}
