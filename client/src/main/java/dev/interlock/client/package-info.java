/// The Java client: every call, with deadlines, retries, and watches that come back.
///
/// Knows the wire and the plug-in seam's values, nothing of the server. Start at [InterlockClient].
@NullMarked
package dev.interlock.client;

import org.jspecify.annotations.NullMarked;
