/**
 * What happens during a build, as values: steps, transfers, process output, notices.
 *
 * <p>Every room may tell; the command line renders. This room knows no other but the SPI and the OCI values, and
 * nothing here prints.
 */
@NullMarked
package io.kaniko.core.event;

import org.jspecify.annotations.NullMarked;
