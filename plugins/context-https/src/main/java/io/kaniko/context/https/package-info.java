/**
 * Build contexts that are archives on a web server.
 *
 * <p>What comes in is an {@code http://} or {@code https://} URL; what goes out is the stream of the archive, which goes on
 * after a broken connection. This plugin does not look into it: core recognises the compression and unpacks. URLs of Git
 * repositories are another plugin's.
 */
@NullMarked
package io.kaniko.context.https;

import org.jspecify.annotations.NullMarked;
