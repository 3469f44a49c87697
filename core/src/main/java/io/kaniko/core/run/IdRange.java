package io.kaniko.core.run;

import java.util.ArrayList;
import java.util.List;

/**
 * Users, or groups, of a user namespace and who they are outside.
 *
 * @param inside the first number inside
 * @param outside the first number outside
 * @param count how many there are, one after the other
 */
record IdRange(long inside, long outside, long count) {

    /** Root inside is this one outside; the others inside are those of the ranges, in order. */
    static List<IdRange> rootAnd(long own, List<IdRange> others) {
        List<IdRange> all = new ArrayList<>();
        all.add(new IdRange(0, own, 1));
        long next = 1;
        for (IdRange other : others) {
            all.add(new IdRange(next, other.outside(), other.count()));
            next += other.count();
        }
        return List.copyOf(all);
    }

    /** The same numbers inside as here, from the lines of {@code /proc/self/uid_map}. */
    static List<IdRange> identity(List<String> map) {
        return map.stream()
                .map(line -> line.strip().split("\\s+"))
                .map(fields ->
                        new IdRange(Long.parseLong(fields[0]), Long.parseLong(fields[0]), Long.parseLong(fields[2])))
                .toList();
    }

    /**
     * What a user may give away, from the lines of {@code /etc/subuid} or {@code /etc/subgid} (subuid(5)); lines that are
     * none are left out, as newuidmap does it.
     */
    static List<IdRange> subordinate(List<String> lines, String userName, long userId) {
        List<IdRange> ranges = new ArrayList<>();
        for (String line : lines) {
            String[] fields = line.strip().split(":", -1);
            boolean own = fields[0].equals(userName) || fields[0].equals(Long.toString(userId));
            if (own && fields.length == 3 && isNumber(fields[1]) && isNumber(fields[2])) {
                long count = Long.parseLong(fields[2]);
                if (count > 0) {
                    ranges.add(new IdRange(0, Long.parseLong(fields[1]), count));
                }
            }
        }
        return List.copyOf(ranges);
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.length() <= 10 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    static long count(List<IdRange> ranges) {
        return ranges.stream().mapToLong(IdRange::count).sum();
    }

    /** As the kernel takes it. */
    @Override
    public String toString() {
        return inside + " " + outside + " " + count;
    }
}
