@NullMarked
package io.jstack.orchestrator;

import org.jspecify.annotations.NullMarked;
