@NullMarked
package io.kaniko.core.layer;

import org.jspecify.annotations.NullMarked;
