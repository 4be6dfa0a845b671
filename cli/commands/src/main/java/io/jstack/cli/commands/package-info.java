@NullMarked
package io.jstack.cli.commands;

import org.jspecify.annotations.NullMarked;
