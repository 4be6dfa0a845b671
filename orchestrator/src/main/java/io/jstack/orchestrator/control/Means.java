package io.jstack.orchestrator.control;

import io.jstack.orchestrator.Engine;

/** What all projects work with. */
record Means(Engine engine, Workers workers, Timer timer, EventLog log) {}
