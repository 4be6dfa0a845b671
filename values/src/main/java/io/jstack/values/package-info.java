/**
 * The values every room speaks: byte sizes, container ids, places in files, and the one exception. Start at
 * {@link JstackException}. No behaviour of any one room belongs here; a type moves in only when two rooms that do not know each other
 * need it.
 */
@NullMarked
package io.jstack.values;

import org.jspecify.annotations.NullMarked;
