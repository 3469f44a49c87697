package io.kaniko.core.plan;

import io.kaniko.core.dockerfile.Copy;
import io.kaniko.core.dockerfile.Instruction;
import io.kaniko.core.dockerfile.Run;
import java.util.List;

/** What an instruction names with {@code --from} or {@code --mount=from=}: stages, images, named contexts. */
final class SourceReferences {

    private SourceReferences() {}

    static List<String> of(Instruction instruction) {
        return switch (instruction) {
            case Copy copy -> copy.from().stream().toList();
            case Run run ->
                run.mounts().stream()
                        .flatMap(mount -> MountReference.of(mount).stream())
                        .toList();
            default -> List.of();
        };
    }
}
