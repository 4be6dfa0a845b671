@NullMarked
package io.jstack.images;

import org.jspecify.annotations.NullMarked;
