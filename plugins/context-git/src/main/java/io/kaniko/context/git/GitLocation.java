package io.kaniko.context.git;

import io.kaniko.spi.ContextLocation;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the text of a location says. It understands kaniko's {@code git://host/path#ref#commit}, Docker's {@code
 * #ref:subdirectory} and BuildKit's query ({@code ?branch=main&subdir=app}).
 *
 * @param ref a branch, a tag, a full reference or a whole commit; empty is the repository's default branch
 * @param commit what shall be checked out of the ref ({@code #ref#commit}): at least the first digits of it
 * @param checksum what the commit must begin with
 * @param subdirectory the part of the repository that counts, empty for all of it
 * @param commitTimes whether files get the time of the commit instead of the time when they are written
 * @param fetchByCommit whether the checksum, being whole, is fetched, wherever the ref points to by now
 */
record GitLocation(
        Remote remote,
        Optional<String> ref,
        Optional<String> commit,
        Optional<String> checksum,
        String subdirectory,
        Optional<Boolean> keepGitDirectory,
        Optional<Boolean> submodules,
        boolean commitTimes,
        boolean fetchByCommit) {

    private static final Pattern WITHOUT_SCHEME = Pattern.compile("[a-zA-Z0-9_-]+@[a-zA-Z0-9.-]+:.+");
    private static final Pattern PERCENT = Pattern.compile("%[0-9a-fA-F]{2}");
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{7,64}");
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");

    /** Whether a location is that of a repository. A web address is one if its path ends in {@code .git}. */
    static boolean isRepository(ContextLocation location) {
        String text = location.text();
        if (WITHOUT_SCHEME.matcher(text).matches()) {
            return true;
        }
        return switch (location.scheme().orElse("")) {
            case "git", "ssh" -> true;
            case "http", "https" -> {
                String address = withoutQuery(withoutFragment(location.afterScheme()));
                yield address.indexOf('/') > 0 && address.endsWith(".git");
            }
            default -> false;
        };
    }

    /** Whether a text is a whole commit and no abbreviation. */
    static boolean isCommit(String text) {
        return COMMIT.matcher(text).matches();
    }

    /** @throws IllegalArgumentException with the reason when something in it cannot be meant */
    static GitLocation parse(ContextLocation location) {
        String text = location.text();
        String beforeFragment = withoutFragment(text);
        String address = withoutQuery(beforeFragment);
        Words words = new Words();
        if (beforeFragment.length() < text.length()) {
            words.readFragment(text.substring(beforeFragment.length() + 1));
        }
        if (address.length() < beforeFragment.length()) {
            words.readQuery(beforeFragment.substring(address.length() + 1));
        }
        return words.of(Remote.parse(address));
    }

    private static String withoutFragment(String text) {
        int sign = text.indexOf('#');
        return sign < 0 ? text : text.substring(0, sign);
    }

    private static String withoutQuery(String text) {
        int sign = text.indexOf('?');
        return sign < 0 ? text : text.substring(0, sign);
    }

    /** The words behind the address as they are read. */
    private static final class Words {

        private String ref = "";
        private String commit = "";
        private String checksum = "";
        private String subdirectory = "";
        private Optional<Boolean> keepGitDirectory = Optional.empty();
        private Optional<Boolean> submodules = Optional.empty();
        private boolean commitTimes;
        private boolean fetchByCommit;

        private void readFragment(String text) {
            String fragment = PERCENT.matcher(text).find() ? decoded(text.replace("+", "%2B")) : text;
            int second = fragment.indexOf('#');
            if (second >= 0) {
                commit = fragment.substring(second + 1).toLowerCase(Locale.ROOT);
                fragment = fragment.substring(0, second);
                if (!commit.isEmpty() && !HEX.matcher(commit).matches()) {
                    throw new IllegalArgumentException(
                            "what follows the second # must be a commit in hexadecimal digits, seven at least");
                }
            }
            int colon = fragment.indexOf(':');
            ref = colon < 0 ? fragment : fragment.substring(0, colon);
            subdirectory = colon < 0 ? "" : fragment.substring(colon + 1);
        }

        private void readQuery(String query) {
            Map<String, String> values = new LinkedHashMap<>();
            for (String pair : query.split("&")) {
                if (pair.isEmpty()) {
                    continue;
                }
                int sign = pair.indexOf('=');
                String key = decoded(sign < 0 ? pair : pair.substring(0, sign));
                if (values.put(key, sign < 0 ? "" : decoded(pair.substring(sign + 1))) != null) {
                    throw new IllegalArgumentException("query \"" + key + "\" has multiple values");
                }
            }
            values.forEach(this::readValue);
            prefixed("tag", "refs/tags/", Optional.ofNullable(values.get("tag")));
            String conflicting = values.containsKey("tag") ? "tag" : "ref";
            Optional.ofNullable(values.get("branch")).ifPresent(name -> {
                String full = name.startsWith("refs/heads/") ? name : "refs/heads/" + name;
                if (!ref.isEmpty() && !ref.equals(full)) {
                    throw new IllegalArgumentException(
                            conflicting.equals("tag") ? "branch conflicts with tag" : "ref conflicts with branch");
                }
                ref = full;
            });
        }

        private void prefixed(String key, String prefix, Optional<String> value) {
            value.ifPresent(name -> {
                String full = name.startsWith(prefix) ? name : prefix + name;
                if (!ref.isEmpty() && !ref.equals(full)) {
                    throw new IllegalArgumentException("ref conflicts with " + key);
                }
                ref = full;
            });
        }

        private void readValue(String key, String value) {
            switch (key) {
                case "keep-git-dir" -> keepGitDirectory = Optional.of(truth(key, value));
                case "submodules" -> submodules = Optional.of(truth(key, value));
                case "fetch-by-commit" -> fetchByCommit = truth(key, value);
                default -> {
                    if (value.isEmpty()) {
                        throw new IllegalArgumentException("query \"" + key + "\" has no value");
                    }
                    readText(key, value);
                }
            }
        }

        private void readText(String key, String value) {
            switch (key) {
                case "ref" -> ref = unlessOther(key, ref, value);
                case "subdir" -> subdirectory = unlessOther(key, subdirectory, value);
                case "checksum", "commit" -> checksum = unlessOther("commit", checksum, checkedChecksum(value));
                case "mtime" ->
                    commitTimes = switch (value) {
                        case "commit" -> true;
                        case "checkout" -> false;
                        default -> throw new IllegalArgumentException("mtime must be checkout or commit, not " + value);
                    };
                case "tag", "branch" -> {
                    // Both are judged together, when the ref is known.
                }
                default -> throw new IllegalArgumentException("unexpected query \"" + key + "\"");
            }
        }

        private static String unlessOther(String key, String known, String value) {
            if (!known.isEmpty() && !known.equals(value)) {
                throw new IllegalArgumentException(key + " conflicts: \"" + known + "\" and \"" + value + "\"");
            }
            return value;
        }

        private GitLocation of(Remote remote) {
            return new GitLocation(
                    remote,
                    given(ref),
                    given(commit),
                    given(checksum),
                    withoutOuterSlashes(subdirectory),
                    keepGitDirectory,
                    submodules,
                    commitTimes,
                    fetchByCommit);
        }

        private static String withoutOuterSlashes(String path) {
            return path.replaceAll("^(\\.?/+)+|/+$", "");
        }
    }

    /** This location with another checksum: that of an option. */
    GitLocation withChecksum(String value) {
        String other = checkedChecksum(value);
        if (checksum.isPresent() && !checksum.get().startsWith(other) && !other.startsWith(checksum.get())) {
            throw new IllegalArgumentException(
                    "the checksum " + other + " and that of the address, " + checksum.get() + ", exclude each other");
        }
        String longer =
                checksum.filter(known -> known.length() > other.length()).orElse(other);
        return new GitLocation(
                remote,
                ref,
                commit,
                Optional.of(longer),
                subdirectory,
                keepGitDirectory,
                submodules,
                commitTimes,
                fetchByCommit);
    }

    private static String checkedChecksum(String value) {
        String lower = value.toLowerCase(Locale.ROOT);
        if (!HEX.matcher(lower).matches()) {
            throw new IllegalArgumentException(
                    "the checksum of a repository is a commit in hexadecimal digits, seven at least, not \"" + value
                            + "\"");
        }
        return lower;
    }

    private static boolean truth(String key, String value) {
        return switch (value) {
            case "", "1", "t", "T", "true", "TRUE", "True" -> true;
            case "0", "f", "F", "false", "FALSE", "False" -> false;
            default -> throw new IllegalArgumentException(key + " must be true or false, not \"" + value + "\"");
        };
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("a % in the address is not followed by two hexadecimal digits", e);
        }
    }

    private static Optional<String> given(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    /** Without what may be a secret. */
    @Override
    public String toString() {
        return remote.toString();
    }
}
