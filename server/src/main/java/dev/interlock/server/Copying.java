package dev.interlock.server;

import dev.interlock.server.settings.Settings;
import dev.interlock.server.settings.SettingsReader;
import dev.interlock.server.settings.SettingsReader.Reading;
import dev.interlock.store.move.Move;
import dev.interlock.store.move.Side;
import dev.interlock.store.postgres.PostgresStore;
import dev.interlock.store.sql.StoreNotOpened;
import dev.interlock.store.sqlite.SqliteStore;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/// The program of `interlock export` and `interlock import`: copies everything between a SQLite
/// file and the database that the settings name.
///
/// Exit codes: 0 everything is there, 1 nothing was copied, 2 wrong arguments or settings.
public final class Copying {
  private static final String USAGE =
      """
      Usage: interlock export FILE [SETTING...]
             interlock import FILE [SETTING...]

      Copies everything: export from the server's database into a new SQLite file, import from
      a SQLite file into the server's database, which must be empty. No server may use either
      meanwhile, and no work may be running: pause it or let it end. What was copied is read
      again and compared before it is kept; the other side stays as it is.

      The database is found as the server finds it: --database, --data, --config, the variables
      and interlock.json ('interlock server --help').
      """;

  private Copying() {}

  public static void main(String[] args) {
    var folder = Path.of("").toAbsolutePath();
    System.exit(run(List.of(args), System.getenv(), folder, System.out, System.err));
  }

  static int run(
      List<String> args,
      Map<String, String> environment,
      Path folder,
      PrintStream out,
      PrintStream err) {
    if (args.contains("--help") || args.contains("-h")) {
      out.print(USAGE);
      return 0;
    }
    if (args.size() < 2 || args.get(1).startsWith("-")) {
      err.print(USAGE);
      return Main.BAD_SETTINGS;
    }
    var way = args.getFirst();
    var file = folder.resolve(args.get(1));
    return switch (SettingsReader.read(args.subList(2, args.size()), environment, folder)) {
      case Reading.Good(var settings, _) ->
          copied(way, file, settings.files().database(), out, err);
      case Reading.Bad(var problems) -> {
        problems.forEach(problem -> err.printf("interlock %s: %s%n", way, problem));
        yield Main.BAD_SETTINGS;
      }
      case Reading.Help _, Reading.Version(), Reading.SelfTest() -> {
        err.print(USAGE);
        yield Main.BAD_SETTINGS;
      }
    };
  }

  private static int copied(
      String way, Path file, Settings.Database database, PrintStream out, PrintStream err) {
    boolean isExport = way.equals("export");
    if (isExport == Files.exists(file)) {
      var problem = isExport ? "there is a file %s already" : "there is no file %s";
      err.printf("interlock %s: %s%n", way, problem.formatted(file));
      return Main.BAD_SETTINGS;
    }
    try (var from = isExport ? side(database) : SqliteStore.side(file);
        var to = isExport ? SqliteStore.side(file) : side(database)) {
      for (var table : Move.run(from, to)) {
        out.printf("%,12d rows of %s%n", table.rows(), table.table());
      }
      out.printf("everything of %s is in %s, read again and compared%n", from.place(), to.place());
      return 0;
    } catch (StoreNotOpened refused) {
      err.printf("interlock %s: %s%n", way, refused.getMessage());
    } catch (SQLException failed) {
      err.printf("interlock %s: nothing was copied: %s%n", way, failed.getMessage());
    }
    return Main.BROKEN;
  }

  private static Side side(Settings.Database database) {
    return switch (database) {
      case Settings.Database.Sqlite(var file) -> SqliteStore.side(file);
      case Settings.Database.Postgres(var url) -> PostgresStore.side(url);
    };
  }
}
