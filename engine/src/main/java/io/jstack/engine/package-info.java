@NullMarked
package io.jstack.engine;

import org.jspecify.annotations.NullMarked;
