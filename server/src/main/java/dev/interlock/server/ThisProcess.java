package dev.interlock.server;

import dev.interlock.server.endpoint.ThisServer;
import dev.interlock.server.settings.Settings;
import dev.interlock.store.postgres.PostgresStore;
import dev.interlock.store.sqlite.SqliteStore;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// What others call this process, so that an operator finds where something ran.
final class ThisProcess {
  private ThisProcess() {}

  /// Its replica is `HOST:PROCESS-ID-RANDOM`, for in two containers both HOST and PROCESS-ID may be
  /// the same.
  ///
  /// @param random any number
  /// @param database where it keeps works
  static ThisServer startedAt(Instant startedAt, int random, Settings.Database database) {
    var replica = "%s:%d-%08x".formatted(host(), ProcessHandle.current().pid(), random);
    var toTheMilli = startedAt.truncatedTo(ChronoUnit.MILLIS); // as every other time we tell
    return new ThisServer(replica, Main.version(), toTheMilli, kind(database));
  }

  private static String kind(Settings.Database database) {
    return switch (database) {
      case Settings.Database.Sqlite _ -> SqliteStore.KIND;
      case Settings.Database.Postgres _ -> PostgresStore.KIND;
    };
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException _) {
      return "localhost"; // the machine does not know its own name
    }
  }
}
