/// Digests, as the engine and the server both need them.
@NullMarked
package dev.interlock.engine.digest;

import org.jspecify.annotations.NullMarked;
