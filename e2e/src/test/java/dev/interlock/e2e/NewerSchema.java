package dev.interlock.e2e;

import java.sql.SQLException;

/// What the migration of a later program leaves behind, as far as older ones can tell.
record NewerSchema(Postgres postgres) {
  static final int NUMBER = 99;

  /// Has it add a column and a table, as a migration may, in one transaction.
  void add() throws SQLException {
    postgres.execute(
        """
        alter table work add column added_later text;
        create table made_later (id integer not null primary key);
        insert into schema_history
               (installed_rank, version, description, type, script, checksum, installed_by,
                execution_time, success)
        values (%1$d, '00%1$d', 'later', 'SQL', '00%1$d_later.sql', 1, 'ann', 1, true);
        """
            .formatted(NUMBER));
  }

  /// Has it take something away which older programs use, or say so.
  void excludeOlder() throws SQLException {
    postgres.execute("update schema_support set oldest = %d".formatted(NUMBER));
  }
}
