package dev.interlock.store.sqlite;

import java.nio.file.Path;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/// Brings a database to the schema of this program, unless it is damaged or newer.
final class Schema {
  private static final String MIGRATIONS = "classpath:dev/interlock/store/sqlite";

  private Schema() {}

  static void prepare(Connections connections) {
    check(connections);
    migrate(connections.file(), connections.durable());
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

  private static void migrate(Path file, DataSource source) {
    try {
      var flyway =
          Flyway.configure(Schema.class.getClassLoader())
              .dataSource(source)
              .locations(MIGRATIONS)
              .failOnMissingLocations(true)
              .sqlMigrationPrefix("")
              .sqlMigrationSeparator("_")
              .table("schema_history")
              .load();
      for (var applied : flyway.info().applied()) {
        if (applied.getState().isResolved()) {
          continue;
        }
        throw new StoreNotOpened(
            "the database %s has schema %s (%s), which is newer than this Interlock; use the version that wrote it"
                .formatted(file, applied.getVersion(), applied.getDescription()));
      }
      flyway.migrate();
    } catch (FlywayException e) {
      throw new StoreNotOpened(
          "the schema of the database %s cannot be brought up to date (%s); is it another program's database?"
              .formatted(file, e.getMessage()),
          e);
    }
  }
}
