@NullMarked
package io.jstack.runtime;

import org.jspecify.annotations.NullMarked;
