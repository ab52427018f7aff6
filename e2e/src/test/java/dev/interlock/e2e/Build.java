package dev.interlock.e2e;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// A build of the product.
///
/// @param root where its `bin` is
/// @param home where its jars are
/// @param archive the file where a server that ends in order leaves its classes to the next ones
record Build(Path root, Path home, Path archive) {
  private static final Path REPOSITORY =
      Path.of(System.getProperty("interlock.root")).toAbsolutePath().normalize();

  private static final int NO_SUCH_COMMIT = 3;

  /// What is tested.
  static final Build THIS =
      new Build(
          REPOSITORY,
          REPOSITORY.resolve("dist/target/interlock"),
          Path.of(System.getProperty("interlock.e2e.archive")));

  /// Not where the sources have no history; why is told on standard error.
  static boolean isThereAPreviousCommit() throws IOException, InterruptedException {
    var asked = previous("name");
    return asked.exitCode() != NO_SUCH_COMMIT;
  }

  /// Makes the one of the commit before, unless it is there: a minute or two.
  static Build ofPreviousCommit() throws IOException, InterruptedException {
    var made = previous("build");
    if (made.exitCode() != 0) {
      throw new IllegalStateException(
          "there is no build of the previous commit: previous.sh ended with %d and said why"
              .formatted(made.exitCode()));
    }
    var home = Path.of(made.output());
    return new Build(home, home, home.resolve("server.jsa"));
  }

  private record Ran(int exitCode, String output) {}

  private static Ran previous(String what) throws IOException, InterruptedException {
    var tool =
        new ProcessBuilder("sh", REPOSITORY.resolve("e2e/src/test/previous.sh").toString(), what)
            .redirectError(Redirect.INHERIT)
            .start();
    tool.getOutputStream().close();
    var output = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    return new Ran(tool.waitFor(), output);
  }

  /// Names what is in its jars.
  String id() throws IOException {
    return Files.readString(home.resolve("lib/build-id")).strip();
  }
}
