package dev.interlock.server.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/// The files of the whole repository, as far as somebody wrote them.
final class Repository {
  private Repository() {}

  /// The folder that holds all modules.
  static Path root() {
    var folder = Path.of("").toAbsolutePath();
    while (folder != null && !Files.exists(folder.resolve("server/pom.xml"))) {
      folder = folder.getParent();
    }
    if (folder == null) {
      throw new IllegalStateException("run this inside the repository");
    }
    return folder;
  }

  static List<Path> files(String ending) {
    var found = new ArrayList<Path>();
    try {
      Files.walkFileTree(
          root(),
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes of) {
              var name = String.valueOf(folder.getFileName());
              return name.equals("target") || name.equals(".git")
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes of) {
              if (file.toString().endsWith(ending)) {
                found.add(file);
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException disk) {
      throw new UncheckedIOException(disk);
    }
    found.sort(null);
    return found;
  }

  static String name(Path file) {
    return root().relativize(file).toString();
  }

  static boolean isTest(Path file) {
    return file.toString().contains("/src/test/");
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException disk) {
      throw new UncheckedIOException(disk);
    }
  }
}
