/// The `interlock` command: one class per command.
@NullMarked
package dev.interlock.cli;

import org.jspecify.annotations.NullMarked;
