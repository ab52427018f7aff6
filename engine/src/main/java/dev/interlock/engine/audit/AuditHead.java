package dev.interlock.engine.audit;

/// The end of the chain: whoever knows it can tell whether what is before it is what it was.
///
/// @param seq of the last row; 0 while there is none
/// @param hash of the last row, in lower-case hexadecimal
public record AuditHead(long seq, String hash) {
  /// Before the first row.
  public static final AuditHead EMPTY = new AuditHead(0, "0".repeat(64));

  /// The row that comes next.
  public AuditRow append(AuditEntry entry) {
    return new AuditRow(seq + 1, entry, AuditChain.hash(hash, seq + 1, entry));
  }
}
