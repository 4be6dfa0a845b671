/**
 * The vocabulary of scenarios: a sentence, steps, and states the host must come to. Start at {@link Scenario}; all that can be checked is
 * in {@link Checks}; {@link CleanHost} makes sure that nothing stays. Everything is seen from outside: the launcher's output, and the
 * kernel's files.
 */
@NullMarked
package io.jstack.tests.scenario;

import org.jspecify.annotations.NullMarked;
