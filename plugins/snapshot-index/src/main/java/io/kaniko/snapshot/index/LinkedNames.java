package io.kaniko.snapshot.index;

import io.kaniko.spi.FileStat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The names of files that have several. When one of them is new, the others belong into the same layer though they are
 * as they were: only there can a layer say that they are one file. (BuildKit's differ writes them too.)
 */
final class LinkedNames {

    private record Inode(long device, long number) {}

    private final Map<Inode, List<String>> unchanged = new HashMap<>();
    private final Set<Inode> changed = new HashSet<>();

    void add(String path, FileStat stat, boolean differs) {
        Inode inode = new Inode(stat.device(), stat.inode());
        if (differs) {
            changed.add(inode);
        } else {
            unchanged.computeIfAbsent(inode, none -> new ArrayList<>(1)).add(path);
        }
    }

    /** The unchanged names of files that have a changed one. */
    List<String> touched() {
        return changed.stream()
                .flatMap(inode -> unchanged.getOrDefault(inode, List.of()).stream())
                .toList();
    }
}
