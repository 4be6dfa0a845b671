@NullMarked
package io.jstack.images.store;

import org.jspecify.annotations.NullMarked;
