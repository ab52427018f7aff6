package dev.interlock.engine.audit;

/// An entry in its place.
///
/// @param seq from 1, without a gap
/// @param hash of the chain up to here, as [AuditChain] makes it
public record AuditRow(long seq, AuditEntry entry, String hash) {

  /// The chain, when this is its last row.
  public AuditHead head() {
    return new AuditHead(seq, hash);
  }
}
