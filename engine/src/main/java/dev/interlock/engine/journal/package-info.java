/// The durable memory of the engine: the store port with every write the engine makes, and the
/// group commit in front of it. Start at [WorkStore].
@NullMarked
package dev.interlock.engine.journal;

import org.jspecify.annotations.NullMarked;
