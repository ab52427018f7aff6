/// Copies everything from one database into another of whatever kind. Start at [Move].
@NullMarked
package dev.interlock.store.move;

import org.jspecify.annotations.NullMarked;
