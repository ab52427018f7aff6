/// The Java client, and the library that remote workers are made with.
///
/// Knows the wire and the plug-in seam's values, nothing of the server. Start at [InterlockClient].
@NullMarked
package dev.interlock.client;

import org.jspecify.annotations.NullMarked;
