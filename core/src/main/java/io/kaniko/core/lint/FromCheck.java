package io.kaniko.core.lint;

import io.kaniko.core.dockerfile.Arg;
import io.kaniko.core.dockerfile.Dockerfile;
import io.kaniko.core.dockerfile.From;
import io.kaniko.core.dockerfile.NearSpelling;
import io.kaniko.core.oci.ImageReference;
import io.kaniko.core.oci.Platform;
import io.kaniko.core.variables.Expansion;
import io.kaniko.core.variables.GlobalScope;
import io.kaniko.core.variables.WordExpander;
import io.kaniko.spi.BuildException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The rules about FROM lines. */
final class FromCheck {

    private static final List<String> RESERVED = List.of("scratch", "context");
    private static final List<String> PLATFORM_NAMES = List.of(
            "BUILDPLATFORM",
            "BUILDOS",
            "BUILDOSVERSION",
            "BUILDARCH",
            "BUILDVARIANT",
            "TARGETPLATFORM",
            "TARGETOS",
            "TARGETOSVERSION",
            "TARGETARCH",
            "TARGETVARIANT",
            "TARGETSTAGE");

    private final LintContext context;
    private final Report report;
    private final WordExpander words;
    private final GlobalScope scope;
    private final GlobalScope defaults;
    private final Set<String> declared = new TreeSet<>();
    private final Set<String> stageNames = new HashSet<>();

    FromCheck(
            Dockerfile dockerfile,
            LintContext context,
            Report report,
            WordExpander words,
            GlobalScope scope,
            GlobalScope defaults) {
        this.context = context;
        this.report = report;
        this.words = words;
        this.scope = scope;
        this.defaults = defaults;
        dockerfile.globalArgs().stream()
                .flatMap(arg -> arg.declarations().stream())
                .map(Arg.Declaration::name)
                .forEach(declared::add);
    }

    /** The base with this build's arguments, or empty text where it cannot be expanded. */
    String base(From from) {
        return expanded(from.base(), scope).map(Expansion::text).orElse("");
    }

    /** The platform that the base is asked for. */
    Platform platform(From from) {
        return from.platform()
                .flatMap(platform -> expanded(platform, scope))
                .flatMap(expansion -> parsed(expansion.text()))
                .orElse(context.platform());
    }

    /** @param built whether the stage is one of those to build */
    void check(From from, boolean built) {
        name(from);
        defaultBase(from);
        if (built) {
            basePlatform(from, base(from));
        }
        expanded(from.base(), scope).ifPresent(expansion -> undeclared(from, expansion));
        from.platform().ifPresent(platform -> platform(from, platform));
    }

    private void name(From from) {
        if (from.stageName().isEmpty()) {
            return;
        }
        String name = from.stageName().get();
        List<String> written = Written.words(from);
        String keyword = written.getFirst();
        String as = written.get(written.size() - 2);
        boolean lower = keyword.equals(keyword.toLowerCase(Locale.ROOT));
        boolean upper = keyword.equals(keyword.toUpperCase(Locale.ROOT));
        if ((lower && !as.equals("as")) || (upper && !as.equals("AS"))) {
            report.add(
                    LintRule.FROM_AS_CASING,
                    from.range(),
                    "'" + as + "' and '" + keyword + "' keywords' casing do not match");
        }
        if (!written.getLast().equals(name)) {
            report.add(
                    LintRule.STAGE_NAME_CASING,
                    from.range(),
                    "Stage name '" + written.getLast() + "' should be lowercase");
        }
        if (RESERVED.contains(name)) {
            report.add(
                    LintRule.RESERVED_STAGE_NAME,
                    from.range(),
                    "Stage name should not use the same name as reserved stage \"" + name + "\"");
        }
        if (!stageNames.add(name)) {
            report.add(
                    LintRule.DUPLICATE_STAGE_NAME,
                    from.range(),
                    "Duplicate stage name \"" + name + "\", stage names should be unique");
        }
    }

    private void defaultBase(From from) {
        boolean valid = expanded(from.base(), defaults)
                .filter(expansion -> isReference(expansion.text()))
                .isPresent();
        if (!valid) {
            report.add(
                    LintRule.INVALID_DEFAULT_ARG_IN_FROM,
                    from.range(),
                    "Default value for ARG " + from.base() + " results in empty or invalid base image name");
        }
    }

    private void basePlatform(From from, String base) {
        Platform wanted = platform(from);
        context.bases()
                .apply(base, wanted)
                .flatMap(LintContext.BaseImage::platform)
                .filter(actual -> !actual.os().equals(wanted.os())
                        || !actual.architecture().equals(wanted.architecture()))
                .ifPresent(actual -> report.add(
                        LintRule.INVALID_BASE_IMAGE_PLATFORM,
                        from.range(),
                        "Base image " + base + " was pulled with platform \"" + actual + "\", expected \"" + wanted
                                + "\" for current build"));
    }

    private void platform(From from, String platform) {
        Optional<Expansion> expansion = expanded(platform, scope);
        expansion.ifPresent(result -> undeclared(from, result));
        if (platform.equals("$TARGETPLATFORM") || platform.equals("${TARGETPLATFORM}")) {
            report.add(
                    LintRule.REDUNDANT_TARGET_PLATFORM,
                    from.range(),
                    "Setting platform to predefined " + platform
                            + " in FROM is redundant as this is the default behavior");
        }
        boolean constant = expansion
                .filter(result ->
                        result.matched().isEmpty() && result.unmatched().isEmpty())
                .isPresent();
        if (constant && !isInName(from, platform)) {
            report.add(
                    LintRule.FROM_PLATFORM_FLAG_CONST_DISALLOWED,
                    from.range(),
                    "FROM --platform flag should not use constant value \"" + platform + "\"");
        }
    }

    /** A stage that is called after its platform means it. */
    private static boolean isInName(From from, String platform) {
        return from.stageName()
                .filter(name -> parsed(platform)
                        .filter(value -> name.contains(value.os()) || name.contains(value.architecture()))
                        .isPresent())
                .isPresent();
    }

    private void undeclared(From from, Expansion expansion) {
        for (String name : expansion.unmatched()) {
            if (!declared.contains(name)) {
                Set<String> known = new TreeSet<>(declared);
                known.addAll(PLATFORM_NAMES);
                String near = NearSpelling.of(name, known)
                        .map(meant -> " (did you mean " + meant + "?)")
                        .orElse("");
                report.add(
                        LintRule.UNDEFINED_ARG_IN_FROM,
                        from.range(),
                        "FROM argument '" + name + "' is not declared" + near);
            }
        }
    }

    private Optional<Expansion> expanded(String word, GlobalScope inScope) {
        try {
            return Optional.of(words.expand(word, inScope.variables()));
        } catch (BuildException wrong) {
            return Optional.empty();
        }
    }

    private static boolean isReference(String text) {
        try {
            ImageReference.parse(text);
            return true;
        } catch (IllegalArgumentException wrong) {
            return false;
        }
    }

    private static Optional<Platform> parsed(String text) {
        try {
            return Optional.of(Platform.parse(text));
        } catch (IllegalArgumentException wrong) {
            return Optional.empty();
        }
    }
}
