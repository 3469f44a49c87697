package io.kaniko.core.cli;

import io.kaniko.core.oci.Platform;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads {@code --annotation [manifest[[platform]]:]key=value}, as docker buildx writes it. Its further types are for
 * indexes, which this program does not make. A colon after any other word is part of the key.
 */
final class AnnotationFlag {

    private static final Pattern TYPED =
            Pattern.compile("(?<types>[a-z-]+(?:,[a-z-]+)*)(?:\\[(?<platform>[^\\]]*)\\])?:(?<key>.+)");
    private static final String MANIFEST = "manifest";
    private static final Set<String> TYPES = Set.of(MANIFEST, "manifest-descriptor", "index", "index-descriptor");

    private AnnotationFlag() {}

    /**
     * All annotations by key; what is wrong goes to {@code problems}.
     *
     * @param built the platform of the image
     */
    static Map<String, String> read(List<String> flags, Platform built, List<String> problems) {
        Map<String, String> annotations = new LinkedHashMap<>();
        Pairs.of(flags, "annotations must be of the form key=value", problems).forEach((key, value) -> {
            try {
                annotations.put(plainKey(key, built), value);
            } catch (IllegalArgumentException e) {
                problems.add("invalid argument for --annotation " + key + ": " + e.getMessage());
            }
        });
        return annotations;
    }

    private static String plainKey(String key, Platform built) {
        Matcher typed = TYPED.matcher(key);
        if (!typed.matches()) {
            return key;
        }
        List<String> types = List.of(typed.group("types").split(","));
        if (!TYPES.containsAll(types)) {
            return key;
        }
        if (!types.equals(List.of(MANIFEST))) {
            throw new IllegalArgumentException(
                    "one image is made and no index, so there is only the manifest to annotate; write manifest:"
                            + typed.group("key"));
        }
        if (typed.group("platform") != null
                && !Platform.parse(typed.group("platform")).equals(built)) {
            throw new IllegalArgumentException("an image for " + built + " is made");
        }
        return typed.group("key");
    }
}
