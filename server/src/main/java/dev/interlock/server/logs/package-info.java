/// How log lines look: JSON with every id as a field of its own, or text for a terminal. One event
/// is one line, whatever its message holds.
///
/// Start at [LogSetup].
@NullMarked
package dev.interlock.server.logs;

import org.jspecify.annotations.NullMarked;
