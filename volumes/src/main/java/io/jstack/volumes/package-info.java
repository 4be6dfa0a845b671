@NullMarked
package io.jstack.volumes;

import org.jspecify.annotations.NullMarked;
