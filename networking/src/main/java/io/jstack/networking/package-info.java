@NullMarked
package io.jstack.networking;

import org.jspecify.annotations.NullMarked;
