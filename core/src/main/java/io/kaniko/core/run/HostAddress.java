package io.kaniko.core.run;

/** A line of {@code /etc/hosts}. A name may have several. */
public record HostAddress(String name, String address) {}
