package dev.interlock.store.sql;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings a database to the schema of this program. One that a newer program has brought further is
/// left as it is, and used if that one's last migration says that this program can:
/// `schema_support`.
public final class Migrations {
  private static final Logger log = LoggerFactory.getLogger(Migrations.class);

  private Migrations() {}

  /// Carries out the scripts that the database has not seen yet. Of several programs that come at
  /// the same time one does, and the others wait.
  ///
  /// @param location of the kind's scripts, on the class path
  /// @param place of the database, for messages
  /// @throws StoreNotOpened when it is another program's, or too new for this one
  public static void run(DataSource source, String location, Object place) {
    try {
      var flyway =
          Flyway.configure(Migrations.class.getClassLoader())
              .dataSource(source)
              .locations("classpath:" + location)
              .failOnMissingLocations(true)
              .sqlMigrationPrefix("")
              .sqlMigrationSeparator("_")
              .table("schema_history")
              .load();
      // each look is a handful of new connections: none is wasted on a database that has it all
      var known = flyway.info();
      if (known.pending().length > 0 && newerIn(known).isEmpty()) {
        flyway.migrate();
        known = flyway.info(); // a newer program may have come between
      }
      requireSame(known);
      var newer = newerIn(known);
      if (newer.isPresent()) {
        requireSupport(source, newestIn(known), newer.get(), place);
      }
    } catch (FlywayException e) {
      throw new StoreNotOpened(
          "the schema of the database %s cannot be brought up to date (%s); is it another program's database?"
              .formatted(place, e.getMessage()),
          e);
    }
  }

  /// What has our numbers may still be another program's.
  private static void requireSame(MigrationInfoService known) {
    for (var applied : known.applied()) {
      var state = applied.getState();
      if (state.isFailed() || (state.isResolved() && !applied.isChecksumMatching())) {
        throw new FlywayException(
            "its schema %s (%s) is not the one of this program"
                .formatted(applied.getVersion(), applied.getDescription()));
      }
    }
  }

  /// The last migration of a newer program, if there was one.
  private static Optional<MigrationInfo> newerIn(MigrationInfoService known) {
    return Arrays.stream(known.applied())
        .filter(applied -> !applied.getState().isResolved())
        .reduce((_, last) -> last);
  }

  /// The number of the last migration that this program has.
  private static int newestIn(MigrationInfoService known) {
    return Arrays.stream(known.all())
        .filter(one -> one.getState().isResolved())
        .mapToInt(one -> Integer.parseInt(one.getVersion().getVersion()))
        .max()
        .orElseThrow();
  }

  private static void requireSupport(
      DataSource source, int known, MigrationInfo newer, Object place) {
    var oldest = oldestSupported(source);
    if (oldest.isEmpty() || oldest.get() > known) {
      throw new StoreNotOpened(
          "the database %s has schema %s (%s), which is newer than this Interlock (%04d) and no longer works with it; start a version that knows schema %s or a newer one"
              .formatted(
                  place,
                  newer.getVersion(),
                  newer.getDescription(),
                  known,
                  oldest.map("%04d"::formatted).orElse(newer.getVersion().getVersion())));
    }
    log.warn(
        "the database {} has schema {} ({}), which is newer than this Interlock and supports it",
        place,
        newer.getVersion(),
        newer.getDescription());
  }

  /// Empty when the database does not tell.
  private static Optional<Integer> oldestSupported(DataSource source) {
    try (var connection = source.getConnection();
        var statement = connection.createStatement();
        var row = statement.executeQuery("select oldest from schema_support")) {
      return row.next() ? Optional.of(row.getInt(1)) : Optional.empty();
    } catch (SQLException e) {
      log.debug("there is no schema_support", e);
      return Optional.empty();
    }
  }
}
