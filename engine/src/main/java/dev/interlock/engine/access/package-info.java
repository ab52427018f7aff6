/// What a caller may do: rights, each for works of some names.
///
/// Start at [Asker]; where the rights are demanded is [dev.interlock.engine.GuardedEngine].
@NullMarked
package dev.interlock.engine.access;

import org.jspecify.annotations.NullMarked;
