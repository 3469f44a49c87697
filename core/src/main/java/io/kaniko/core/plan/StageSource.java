package io.kaniko.core.plan;

/** Where a stage begins, or where files are copied or mounted from. */
public sealed interface StageSource {

    /** Nothing: {@code FROM scratch}. */
    record Scratch() implements StageSource {}

    /** Another stage of the same Dockerfile. {@code index} counts from 0. */
    record OtherStage(int index) implements StageSource {}

    /** An image of a registry. {@code reference} is the text, checked only when the stage is really built. */
    record RegistryImage(String reference) implements StageSource {}

    /** What a {@code --build-context} has replaced. */
    record Replacement(NamedContext context) implements StageSource {}
}
