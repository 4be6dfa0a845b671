@NullMarked
package io.jstack.images.layer;

import org.jspecify.annotations.NullMarked;
