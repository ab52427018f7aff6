/// Secrets that jobs are given: where their values come from, and how those are kept out of
/// everything that is shown. Start at [Secrets].
@NullMarked
package dev.interlock.engine.secret;

import org.jspecify.annotations.NullMarked;
