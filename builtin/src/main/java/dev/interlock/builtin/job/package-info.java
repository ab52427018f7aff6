/// Job types that come with Interlock. Knows only the plug-in seam. Start at [SleepJob].
@NullMarked
package dev.interlock.builtin.job;

import org.jspecify.annotations.NullMarked;
