/// Who callers are: tokens, sessions, roles.
@NullMarked
package dev.interlock.server.identity;

import org.jspecify.annotations.NullMarked;
