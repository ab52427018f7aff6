package dev.interlock.store.postgres;

/// Whose works are whose.
final class Owners {
  /// Of a row of `work`: it is nobody's, the replica's own, or one's whose lease is over. One
  /// parameter: the replica.
  static final String MAY_CLAIM =
      """
      (owner is null or owner = ?
        or not exists (select from replica where replica.name = owner and lease_ends > %s))
      """
          .formatted(PostgresReplicas.NOW);

  private Owners() {}
}
