/**
 * Docker's Engine API over a Unix socket, as far as it looks at containers and acts on those there are: what Traefik, Portainer, Dozzle
 * or the docker CLI ask of it. Start at {@link io.jstack.engine.api.DockerApi}; {@link io.jstack.engine.api.Routes} is its table of
 * contents. A handler only translates: what is done, and what is refused, is the engine's and the orchestrator's to say. What creates
 * (containers, images, networks, volumes) is kept out: a stack file does that.
 */
@NullMarked
package io.jstack.engine.api;

import org.jspecify.annotations.NullMarked;
