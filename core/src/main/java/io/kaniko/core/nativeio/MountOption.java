package io.kaniko.core.nativeio;

import java.util.Set;

/** What may not happen on a mount, as in {@code mount(2)} and {@code mount_setattr(2)}, which number these alike. */
public enum MountOption {
    READ_ONLY(1),
    NO_SETUID(2),
    NO_DEVICES(4),
    NO_EXECUTION(8);

    private final int flag;

    MountOption(int flag) {
        this.flag = flag;
    }

    static int flags(Set<MountOption> options) {
        return options.stream().mapToInt(option -> option.flag).reduce(0, (a, b) -> a | b);
    }
}
