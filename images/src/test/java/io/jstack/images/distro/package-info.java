@NullMarked
package io.jstack.images.distro;

import org.jspecify.annotations.NullMarked;
