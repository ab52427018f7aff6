/// The servers that share one store, and the right of this one to run works. Start at [Tenure].
@NullMarked
package dev.interlock.engine.replica;

import org.jspecify.annotations.NullMarked;
