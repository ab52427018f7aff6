package dev.interlock.server;

import dev.interlock.server.endpoint.ThisServer;
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
  static ThisServer startedAt(Instant startedAt, int random) {
    var replica = "%s:%d-%08x".formatted(host(), ProcessHandle.current().pid(), random);
    var toTheMilli = startedAt.truncatedTo(ChronoUnit.MILLIS); // as every other time we tell
    return new ThisServer(replica, Main.version(), toTheMilli, SqliteStore.KIND);
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException _) {
      return "localhost"; // the machine does not know its own name
    }
  }
}
