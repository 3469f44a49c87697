package io.kaniko.core.cli;

import io.kaniko.core.build.BuildResult;
import java.util.ArrayList;
import java.util.List;

/** What a build has made, for the end of the log. */
final class Summary {

    private static final int LONGEST_TEXT = 100;

    private Summary() {}

    static List<String> lines(BuildResult result) {
        List<String> lines = new ArrayList<>();
        lines.add("Steps:");
        for (BuildResult.StepReport step : result.steps()) {
            String size = step.layer()
                    .map(layer -> Quantities.bytes(layer.blobSize()))
                    .orElse("");
            lines.add("  %8s %9s  %s%s"
                    .formatted(
                            Quantities.duration(step.took()),
                            size,
                            step.inImage() ? "" : "(" + step.stage() + ") ",
                            shortened(step.text())));
        }
        lines.add("Image " + result.digest() + ", " + Quantities.bytes(result.size()));
        result.published().forEach(place -> lines.add("  " + place));
        return lines;
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT - 3) + "...";
    }
}
