package io.jstack.runtime;

import java.util.Optional;

/**
 * What came of a process that was run to its end.
 *
 * @param end empty where it was killed for taking too long
 * @param output the first of what both its streams said, as UTF-8
 */
public record Captured(Optional<ExitStatus> end, String output) {}
