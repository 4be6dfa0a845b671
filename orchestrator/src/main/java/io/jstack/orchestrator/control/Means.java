package io.jstack.orchestrator.control;

import io.jstack.orchestrator.Engine;

/**
 * What all projects work with.
 *
 * @param starts for starts alone, which wait for the kernel as much as they work, so that more of them go on at once
 */
record Means(Engine engine, Workers workers, Workers starts, Timer timer, EventLog log) {}
