package dev.interlock.store.sqlite;

import dev.interlock.store.sql.Migrations;
import dev.interlock.store.sql.StoreNotOpened;
import java.sql.SQLException;

/// Brings a database to the schema of this program, unless it is damaged or newer.
final class Schema {
  private static final String MIGRATIONS = "dev/interlock/store/sqlite";

  private Schema() {}

  static void prepare(Connections connections) {
    check(connections);
    Migrations.run(connections.durable(), MIGRATIONS, connections.file());
  }

  private static void check(Connections connections) {
    var file = connections.file();
    try (var connection = connections.durable().getConnection();
        var statement = connection.createStatement();
        var row = statement.executeQuery("pragma quick_check(1)")) {
      var finding = row.next() ? row.getString(1) : "no answer";
      if (!"ok".equals(finding)) {
        throw new StoreNotOpened(
            "the database %s is damaged (%s); restore it from a backup, or move it away to start empty"
                .formatted(file, finding));
      }
    } catch (SQLException e) {
      throw new StoreNotOpened(
          "the database %s cannot be opened: %s".formatted(file, DiskTrouble.remedy(e)), e);
    }
  }
}
