/**
 * The Dockerfile language: text to {@link io.jstack.images.dockerfile.Instruction}s, each with its place. Start at
 * {@link io.jstack.images.dockerfile.DockerfileParser}; variables are {@link io.jstack.images.dockerfile.Substitution}. The grammar is
 * BuildKit's (frontend/dockerfile/parser, frontend/dockerfile/shell; docs.docker.com/reference/dockerfile). Nothing is carried out here:
 * that is next door, in {@code build}.
 */
@NullMarked
package io.jstack.images.dockerfile;

import org.jspecify.annotations.NullMarked;
