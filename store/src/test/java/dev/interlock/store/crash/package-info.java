/// Crashes at every durable write of the engine, on the real store. Start at `CrashPointsTest`.
@NullMarked
package dev.interlock.store.crash;

import org.jspecify.annotations.NullMarked;
