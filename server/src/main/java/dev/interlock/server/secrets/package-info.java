/// The secret providers that are always there.
@NullMarked
package dev.interlock.server.secrets;

import org.jspecify.annotations.NullMarked;
