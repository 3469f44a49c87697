package io.kaniko.core.run;

import java.util.List;

/**
 * Whom a process runs as, in numbers of the image.
 *
 * @param groups supplementary groups
 */
public record UserIds(int uid, int gid, List<Integer> groups) {

    /** uid 0, gid 0, no further groups. */
    public static final UserIds ROOT = new UserIds(0, 0, List.of());

    public UserIds {
        groups = List.copyOf(groups);
    }
}
