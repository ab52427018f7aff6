/// The work machine: what a work's facts mean, and what follows from them. Pure values; no I/O,
/// clock, threads or randomness. Start at [WorkMachine].
@NullMarked
package dev.interlock.engine.work;

import org.jspecify.annotations.NullMarked;
