/**
 * Where a stack comes from: which files ({@link Discovery}), in which environment ({@link ProjectEnvironment}), under which name
 * ({@link ProjectName}). {@link StackFiles} is the only place that reads files, and it reads nothing that could block or never end.
 */
@NullMarked
package io.jstack.orchestrator.stack.source;

import org.jspecify.annotations.NullMarked;
