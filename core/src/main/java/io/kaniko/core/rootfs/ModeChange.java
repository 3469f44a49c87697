package io.kaniko.core.rootfs;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What {@code --chmod} asks for: an octal mode, or symbolic clauses in the grammar of BSD's chmod. */
public sealed interface ModeChange {

    /** The permissions (lower twelve bits) of a file that had {@code mode} before. */
    int applied(int mode, boolean directory);

    /** The permissions of parent directories that are made on the way. */
    int forNewParents();

    /** {@code --chmod=4755}. */
    record Octal(int mode) implements ModeChange {
        @Override
        public int applied(int before, boolean directory) {
            return mode;
        }

        /** BuildKit gives new parents the same bits but setuid, setgid and sticky (measured). */
        @Override
        public int forNewParents() {
            return mode & 0777;
        }
    }

    /** {@code --chmod=u=rwX,go-w}: clauses applied from left to right. */
    record Symbolic(List<Clause> clauses) implements ModeChange {
        public Symbolic {
            clauses = List.copyOf(clauses);
        }

        @Override
        public int applied(int before, boolean directory) {
            int mode = before & 07777;
            for (Clause clause : clauses) {
                mode = clause.applied(mode, directory);
            }
            return mode;
        }

        @Override
        public int forNewParents() {
            return 0755;
        }
    }

    /**
     * One clause.
     *
     * @param who the permission bits that may change, as 0700 for {@code u}, 0070 for {@code g}, 0007 for {@code o}
     * @param operator {@code +}, {@code -} or {@code =}
     * @param permissions letters of {@code rwxXst}, or one of {@code ugo} to copy from
     */
    record Clause(int who, char operator, String permissions) {

        int applied(int mode, boolean directory) {
            int bits = 0;
            for (char letter : permissions.toCharArray()) {
                bits |= switch (letter) {
                    case 'r' -> 0444 & who;
                    case 'w' -> 0222 & who;
                    case 'x' -> 0111 & who;
                    case 'X' -> directory || (mode & 0111) != 0 ? 0111 & who : 0;
                    case 's' -> ((who & 0700) != 0 ? 04000 : 0) | ((who & 0070) != 0 ? 02000 : 0);
                    case 't' -> 01000;
                    case 'u' -> spread(mode >> 6 & 7) & who;
                    case 'g' -> spread(mode >> 3 & 7) & who;
                    case 'o' -> spread(mode & 7) & who;
                    default -> throw new IllegalStateException("checked when parsed: " + letter);
                };
            }
            return switch (operator) {
                case '+' -> mode | bits;
                case '-' -> mode & ~bits;
                default -> mode & ~(who | special()) | bits;
            };
        }

        private int special() {
            return ((who & 0700) != 0 ? 04000 : 0) | ((who & 0070) != 0 ? 02000 : 0);
        }

        private static int spread(int three) {
            return three << 6 | three << 3 | three;
        }
    }

    /** Digits only make an octal mode; a sign in front is refused. */
    Pattern OCTAL = Pattern.compile("[0-7]{1,5}");

    /**
     * Reads the value of {@code --chmod}; the empty text is no change.
     *
     * @throws IllegalArgumentException for an octal mode above 07777 or a clause that is none
     */
    static Optional<ModeChange> parse(String text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        if (Character.isDigit(text.charAt(0))) {
            if (!OCTAL.matcher(text).matches() || Integer.parseInt(text, 8) > 07777) {
                throw new IllegalArgumentException(
                        "invalid chmod parameter: '" + text + "'. it should be octal string and between 0 and 07777");
            }
            return Optional.of(new Octal(Integer.parseInt(text, 8)));
        }
        List<Clause> clauses = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            parseClause(text, part, clauses);
        }
        return Optional.of(new Symbolic(clauses));
    }

    private static void parseClause(String whole, String part, List<Clause> into) {
        int at = 0;
        int who = 0;
        while (at < part.length() && "ugoa".indexOf(part.charAt(at)) >= 0) {
            who |= switch (part.charAt(at++)) {
                case 'u' -> 0700;
                case 'g' -> 0070;
                case 'o' -> 0007;
                default -> 0777;
            };
        }
        int bits = who == 0 ? 0777 : who;
        if (at == part.length()) {
            throw refused(whole);
        }
        while (at < part.length()) {
            char operator = part.charAt(at++);
            if ("+-=".indexOf(operator) < 0) {
                throw refused(whole);
            }
            int start = at;
            while (at < part.length() && "+-=".indexOf(part.charAt(at)) < 0) {
                at++;
            }
            String permissions = part.substring(start, at);
            boolean copies = permissions.length() == 1 && "ugo".contains(permissions);
            if (!copies && !permissions.chars().allMatch(letter -> "rwxXst".indexOf(letter) >= 0)) {
                throw refused(whole);
            }
            into.add(new Clause(bits, operator, permissions));
        }
    }

    private static IllegalArgumentException refused(String text) {
        return new IllegalArgumentException(
                "invalid chmod parameter: '" + text + "'. it should be octal, like 644, or symbolic, like u=rwX,go-w");
    }
}
