package dev.interlock.examples.diskerase.client;

import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/// The option that says where sites and machines are.
final class InventoryFolder {
  private static final String USUAL = "examples/diskerase/data";

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      description = "Has sites.json and machines.json; by default " + USUAL + ".")
  private Path folder = usual();

  Path path() {
    return folder;
  }

  /// Below the current folder, or else where the program is installed, which its launcher tells.
  private static Path usual() {
    var here = Path.of(USUAL);
    return Files.isDirectory(here)
        ? here
        : Path.of(System.getProperty("interlock.home", "."), USUAL);
  }
}
