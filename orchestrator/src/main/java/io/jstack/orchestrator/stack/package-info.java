/**
 * From a stack file to the model: each phase of the Compose loader has a package of its own beneath this one, in the order
 * {@link StackLoader} names them. Start there. What a loaded stack is made into (plans, containers) is next door; nothing here
 * touches the host beyond reading the files it is given.
 */
@NullMarked
package io.jstack.orchestrator.stack;

import org.jspecify.annotations.NullMarked;
