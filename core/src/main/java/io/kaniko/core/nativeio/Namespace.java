package io.kaniko.core.nativeio;

import java.util.Set;

/** What a process can have apart from others, as in {@code namespaces(7)}. */
public enum Namespace {
    MOUNT(0x0002_0000),
    UTS(0x0400_0000),
    USER(0x1000_0000),
    IPC(0x0800_0000),
    PROCESS(0x2000_0000),
    NETWORK(0x4000_0000);

    private final int flag;

    Namespace(int flag) {
        this.flag = flag;
    }

    static int flags(Set<Namespace> namespaces) {
        return namespaces.stream().mapToInt(namespace -> namespace.flag).reduce(0, (a, b) -> a | b);
    }
}
