/// Who decided what: one [AuditEntry] for each call that would change something, and for each that
/// was refused for want of a right. The entries of a database are one chain ([AuditChain]), so that
/// none can be changed or taken out unnoticed. An entry is written in the transaction of what it is
/// about (`Write.Decided`).
///
/// Start at [Decision].
@NullMarked
package dev.interlock.engine.audit;

import org.jspecify.annotations.NullMarked;
