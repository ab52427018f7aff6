/// Job types ([dev.interlock.builtin.job]) and policies ([dev.interlock.builtin.policy]) that come
/// with Interlock. They see only the plug-in seam, as any other plug-in does.
@NullMarked
package dev.interlock.builtin;

import org.jspecify.annotations.NullMarked;
