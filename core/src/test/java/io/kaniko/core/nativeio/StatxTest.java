package io.kaniko.core.nativeio;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.spi.FileType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

/** What kernels before 5.8 answer, which know no mount ids. */
class StatxTest {

    private static final int BASIC = 0x7FF;
    private static final int WITH_MOUNT = 0x17FF;

    private static MemorySegment facts(Arena arena, int mask, FileType type, int deviceMinor, long mount) {
        MemorySegment facts = arena.allocate(Statx.SIZE, 8);
        facts.set(ValueLayout.JAVA_INT, 0, mask);
        facts.set(ValueLayout.JAVA_SHORT, 28, (short) type.modeBits());
        facts.set(ValueLayout.JAVA_INT, 140, deviceMinor);
        facts.set(ValueLayout.JAVA_LONG, 144, mount);
        return facts;
    }

    @Test
    void aMountIdDecidesWhereThereIsOne() {
        try (Arena arena = Arena.ofConfined()) {
            long mount = Statx.mount(facts(arena, WITH_MOUNT, FileType.DIRECTORY, 1, 7));
            assertThat(Statx.isOnMount(facts(arena, WITH_MOUNT, FileType.REGULAR, 2, 7), mount))
                    .isTrue();
            assertThat(Statx.isOnMount(facts(arena, WITH_MOUNT, FileType.REGULAR, 1, 8), mount))
                    .isFalse();
        }
    }

    @Test
    void withoutMountIdsFilesOfAnOverlayAreNotTakenForMountPoints() {
        try (Arena arena = Arena.ofConfined()) {
            long mount = Statx.mount(facts(arena, BASIC, FileType.DIRECTORY, 1, 0));
            assertThat(Statx.isOnMount(facts(arena, BASIC, FileType.REGULAR, 2, 0), mount))
                    .isTrue();
            assertThat(Statx.isOnMount(facts(arena, BASIC, FileType.DIRECTORY, 1, 0), mount))
                    .isTrue();
            assertThat(Statx.isOnMount(facts(arena, BASIC, FileType.DIRECTORY, 2, 0), mount))
                    .isFalse();
        }
    }
}
