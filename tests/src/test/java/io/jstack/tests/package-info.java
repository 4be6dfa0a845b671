/**
 * Black-box suites. {@link io.jstack.tests.LawTest} holds the house to its plan; the {@code …ScenarioTest}s run the real launcher, engine
 * and containers on this host. Start at a scenario; its vocabulary is next door, in {@code scenario}. Nothing here looks into a module.
 */
@NullMarked
package io.jstack.tests;

import org.jspecify.annotations.NullMarked;
