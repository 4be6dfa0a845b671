/**
 * From a Dockerfile and a context to an image. Start at {@link io.jstack.images.build.BuildRequest}; what a {@code RUN} needs of the
 * runtime is the port {@link io.jstack.images.build.BuildContainers}. Reading the language is next door, in {@code dockerfile}; layers
 * and names are the store's. No process is started and nothing is mounted here.
 */
@NullMarked
package io.jstack.images.build;

import org.jspecify.annotations.NullMarked;
