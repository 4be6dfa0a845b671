/**
 * What the phases have to say: {@link Findings} gathers problems and warnings while a file is read, so that all of them can be shown
 * at once. Nothing here knows a phase.
 */
@NullMarked
package io.jstack.orchestrator.stack.report;

import org.jspecify.annotations.NullMarked;
