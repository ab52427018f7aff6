package dev.interlock.e2e;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/// A PostgreSQL server of the tests' own, which syncs its log, and can be killed and started again.
/// For one thread.
final class Postgres implements AutoCloseable {
  private static final Duration START_MAX = Duration.ofSeconds(60);
  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

  private final Path data;
  private final EmbeddedPostgres first;
  private @Nullable Process again;

  private Postgres(Path data, EmbeddedPostgres first) {
    this.data = data;
    this.first = first;
  }

  /// Starts one that keeps its files in a folder.
  static Postgres in(Path folder) throws IOException {
    var data = folder.resolve("postgres");
    var first =
        EmbeddedPostgres.builder()
            .setDataDirectory(data)
            .setPort(freePort())
            .setServerConfig("fsync", "on")
            .setServerConfig("full_page_writes", "on")
            .setServerConfig("synchronous_commit", "on")
            .start();
    return new Postgres(data, first);
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  int port() {
    return first.getPort();
  }

  /// Its database, by a port that leads to it.
  static String urlAt(int port) {
    return "jdbc:postgresql://127.0.0.1:%d/postgres?user=postgres".formatted(port);
  }

  /// Carries out statements, all or none.
  void execute(String sql) throws SQLException {
    try (var connection = DriverManager.getConnection(urlAt(port()));
        var statement = connection.createStatement()) {
      var _ = statement.execute(sql);
    }
  }

  /// Ends it as a power cut would, as far as a process can.
  void kill() throws IOException {
    long pid = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).getFirst());
    var postmaster = ProcessHandle.of(pid).orElseThrow();
    postmaster.destroyForcibly();
    postmaster.onExit().join();
  }

  /// Starts it again; that takes some tries, until the last child of the killed one has noticed.
  void startAgain() {
    Awaitility.await()
        .atMost(START_MAX)
        .until(() -> {
          if (again == null || !again.isAlive()) {
            again = launch();
          }
          return answers();
        });
  }

  /// As it was started before, by what it wrote down itself.
  private Process launch() throws IOException {
    var command = new ArrayList<String>();
    if (System.getProperty("user.name").equals("root")) { // which it does not run as
      command.add("unshare");
      command.add("-U");
    }
    var words = WORD.matcher(Files.readString(data.resolve("postmaster.opts")));
    while (words.find()) {
      command.add(words.group(1) == null ? words.group(2) : words.group(1));
    }
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(data.resolveSibling("pg.log").toFile()))
        .start();
  }

  private boolean answers() {
    try (var connection = DriverManager.getConnection(urlAt(port()))) {
      return connection.isValid(1);
    } catch (SQLException _) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    first.close();
  }
}
