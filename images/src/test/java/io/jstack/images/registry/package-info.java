@NullMarked
package io.jstack.images.registry;

import org.jspecify.annotations.NullMarked;
