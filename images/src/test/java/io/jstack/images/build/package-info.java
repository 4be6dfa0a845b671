@NullMarked
package io.jstack.images.build;

import org.jspecify.annotations.NullMarked;
