@NullMarked
package io.jstack.images.exchange;

import org.jspecify.annotations.NullMarked;
