/// The emergency stop: its sources, what they say together, and who must hear of it. Start at
/// [EmergencyStop].
@NullMarked
package dev.interlock.engine.stop;

import org.jspecify.annotations.NullMarked;
