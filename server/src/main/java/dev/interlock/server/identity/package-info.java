/// Who callers are, and what the rights file lets them do.
///
/// Start at [Authenticator]; [Role] is every word that the rights file can give.
@NullMarked
package dev.interlock.server.identity;

import org.jspecify.annotations.NullMarked;
