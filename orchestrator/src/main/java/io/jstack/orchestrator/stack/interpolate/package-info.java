/**
 * Variables: {@link Template} knows the forms of {@code ${...}}, {@link Interpolation} applies them to the values of a tree and gives
 * the typed fields their type. Keys are never touched.
 */
@NullMarked
package io.jstack.orchestrator.stack.interpolate;

import org.jspecify.annotations.NullMarked;
