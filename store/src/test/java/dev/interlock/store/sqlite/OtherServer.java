package dev.interlock.store.sqlite;

import dev.interlock.store.Writes;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// Another process that has a store open and goes on writing until it is killed.
final class OtherServer {
  /// How many works it has stored for sure when [#start] returns.
  static final int ACKNOWLEDGED = 50;

  private static final String READY = "ready";

  private final Process process;

  private OtherServer(Process process) {
    this.process = process;
  }

  static OtherServer start(Path file) throws IOException {
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                OtherServer.class.getName(),
                file.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader output = process.inputReader();
    for (var line = output.readLine(); line != null; line = output.readLine()) {
      if (line.equals(READY)) {
        return new OtherServer(process);
      }
    }
    throw new IOException("the other server ended before it was ready");
  }

  /// As kill -9 does it.
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  public static void main(String[] args) {
    var store = SqliteStore.open(Path.of(args[0]));
    for (int number = 1; ; number++) {
      store.commit(List.of(Writes.submit(number)));
      if (number == ACKNOWLEDGED) {
        System.out.println(READY);
      }
    }
  }
}
