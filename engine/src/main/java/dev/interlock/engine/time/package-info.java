/// Time as the engine sees it: given, so that a test can move it.
@NullMarked
package dev.interlock.engine.time;

import org.jspecify.annotations.NullMarked;
