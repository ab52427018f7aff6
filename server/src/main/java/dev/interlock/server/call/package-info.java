/// What the server can be asked, whatever carries the question: gRPC and REST both run the same
/// [Call], so that there is one implementation and one place to refuse.
///
/// Start at [Call]; [Refusal] is every no that a caller can get.
@NullMarked
package dev.interlock.server.call;

import org.jspecify.annotations.NullMarked;
