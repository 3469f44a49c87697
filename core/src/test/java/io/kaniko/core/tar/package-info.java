@NullMarked
package io.kaniko.core.tar;

import org.jspecify.annotations.NullMarked;
