package dev.interlock.e2e;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

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

  /// Makes the one of the commit before, unless it is there: a minute or two.
  ///
  /// @return empty when these sources have no such commit; why is told on standard error
  static Optional<Build> ofPreviousCommit() throws IOException, InterruptedException {
    var tool =
        new ProcessBuilder("sh", REPOSITORY.resolve("e2e/src/test/previous.sh").toString())
            .redirectError(Redirect.INHERIT)
            .start();
    tool.getOutputStream().close();
    var output = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    int exitCode = tool.waitFor();
    if (exitCode == NO_SUCH_COMMIT) {
      return Optional.empty();
    }
    if (exitCode != 0) {
      throw new IllegalStateException(
          "there is no build of the previous commit: previous.sh ended with %d and said why"
              .formatted(exitCode));
    }
    var home = Path.of(output);
    return Optional.of(new Build(home, home, home.resolve("server.jsa")));
  }

  /// Names what is in its jars.
  String id() throws IOException {
    return Files.readString(home.resolve("lib/build-id")).strip();
  }
}
