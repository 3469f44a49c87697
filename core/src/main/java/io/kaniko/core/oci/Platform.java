package io.kaniko.core.oci;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What an image runs on: {@code linux/amd64}, {@code linux/arm/v7}.
 *
 * @param architecture in Go's spelling: {@code amd64}, {@code arm64}
 */
public record Platform(String os, String architecture, Optional<String> variant, Optional<String> osVersion) {

    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_.-]+");

    public Platform(String os, String architecture) {
        this(os, architecture, Optional.empty(), Optional.empty());
    }

    /**
     * Reads {@code os[/arch[/variant]]}, or an architecture alone, as BuildKit does; normalises {@code x86_64},
     * {@code aarch64}, {@code armhf} and the like.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static Platform parse(String text) {
        List<String> parts = List.of(text.strip().split("/", -1));
        if (parts.size() > 3
                || !parts.stream().allMatch(part -> WORD.matcher(part).matches())) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not a platform: write os/arch or os/arch/variant, as in linux/arm64");
        }
        return switch (parts.size()) {
            case 1 ->
                isOs(parts.get(0))
                        ? normalised(parts.get(0), host().architecture, "")
                        : normalised("linux", parts.get(0), "");
            case 2 -> normalised(parts.get(0), parts.get(1), "");
            default -> normalised(parts.get(0), parts.get(1), parts.get(2));
        };
    }

    /** The machine that this program runs on. */
    public static Platform host() {
        return normalised("linux", System.getProperty("os.arch"), "");
    }

    private static boolean isOs(String text) {
        return List.of("linux", "windows", "darwin", "freebsd").contains(text.toLowerCase(Locale.ROOT));
    }

    /** One spelling for each platform (containerd's rules): arm64/v8 is arm64, arm alone is arm/v7. */
    private static Platform normalised(String os, String architecture, String variant) {
        String arch = architecture.toLowerCase(Locale.ROOT);
        String form = variant.toLowerCase(Locale.ROOT);
        switch (arch) {
            case "x86_64", "x86-64", "amd64" -> {
                arch = "amd64";
                form = form.equals("v1") ? "" : form;
            }
            case "i386" -> {
                arch = "386";
                form = "";
            }
            case "aarch64", "arm64" -> {
                arch = "arm64";
                form = form.equals("8") || form.equals("v8") ? "" : form;
            }
            case "armhf" -> {
                arch = "arm";
                form = "v7";
            }
            case "armel" -> {
                arch = "arm";
                form = "v6";
            }
            case "arm" -> {
                form = form.isEmpty() ? "v7" : form.startsWith("v") ? form : "v" + form;
            }
            default -> {}
        }
        return new Platform(
                os.toLowerCase(Locale.ROOT),
                arch,
                form.isEmpty() ? Optional.empty() : Optional.of(form),
                Optional.empty());
    }

    /** The platform as {@code os/arch[/variant]}. */
    @Override
    public String toString() {
        return os + "/" + architecture + variant.map(form -> "/" + form).orElse("");
    }
}
