/// Job types and policies that come with Interlock, seeing only the plug-in seam.
@NullMarked
package dev.interlock.builtin;

import org.jspecify.annotations.NullMarked;
