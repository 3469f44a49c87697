package io.kaniko.core.dockerfile;

/**
 * A pair of ENV or LABEL, unexpanded; both sides may hold quotes and variables.
 *
 * @param legacy whether it was written {@code KEY value} instead of {@code KEY=value}
 */
public record KeyValue(String key, String value, boolean legacy) {}
