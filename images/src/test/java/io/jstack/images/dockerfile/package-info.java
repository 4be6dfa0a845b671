@NullMarked
package io.jstack.images.dockerfile;

import org.jspecify.annotations.NullMarked;
