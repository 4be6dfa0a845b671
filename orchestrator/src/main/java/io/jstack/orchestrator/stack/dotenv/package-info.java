/** The format of {@code .env} and {@code env_file}. {@link Dotenv} reads one text; which files are read is decided elsewhere. */
@NullMarked
package io.jstack.orchestrator.stack.dotenv;

import org.jspecify.annotations.NullMarked;
