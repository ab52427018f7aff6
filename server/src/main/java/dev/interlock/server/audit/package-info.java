/// Has every decision recorded: [dev.interlock.server.audit.AuditTrail]. What an entry says and how
/// the chain is made is the engine's ([dev.interlock.engine.audit]).
@NullMarked
package dev.interlock.server.audit;

import org.jspecify.annotations.NullMarked;
