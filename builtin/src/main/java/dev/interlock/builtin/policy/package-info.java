/// Policies that come with Interlock. Knows only the plug-in seam. Start at [RestrictJobTypes].
///
/// What each of them promises beside its own rule: it judges any request without an exception, also
/// one without blocks or jobs; names are compared in their exact letter case; and removing an
/// argument from a job never turns a refusal into a pass.
@NullMarked
package dev.interlock.builtin.policy;

import org.jspecify.annotations.NullMarked;
