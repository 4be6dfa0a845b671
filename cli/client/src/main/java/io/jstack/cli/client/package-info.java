@NullMarked
package io.jstack.cli.client;

import org.jspecify.annotations.NullMarked;
