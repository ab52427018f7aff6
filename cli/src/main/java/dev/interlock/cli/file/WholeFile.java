package dev.interlock.cli.file;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.CopyOption;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// A file that gets its name only once it is whole: until then it is another one beside, which goes
/// when this is closed or the process ends. Fails with [BadFile].
public final class WholeFile implements AutoCloseable {
  private final Path file;
  private final Path beside;
  private final Existing existing;
  private final BufferedWriter writer;

  /// What becomes of a file that is there already.
  public enum Existing {
    KEEP,
    REPLACE
  }

  private WholeFile(Path file, Path beside, Existing existing, BufferedWriter writer) {
    this.file = file;
    this.beside = beside;
    this.existing = existing;
    this.writer = writer;
  }

  /// Begins a file, if it may be written.
  public static WholeFile begin(String name, Existing existing) {
    try {
      return begin(Path.of(name), existing);
    } catch (InvalidPathException wrong) {
      throw new BadFile("\"%s\" cannot be the name of a file".formatted(name), wrong);
    }
  }

  private static WholeFile begin(Path file, Existing existing) {
    if (Files.isDirectory(file)) {
      throw new BadFile("%s is a folder; name a file in it".formatted(file));
    }
    if (existing == Existing.KEEP && Files.exists(file)) {
      throw isThere(file);
    }
    var name = ".%s.%d.part".formatted(file.getFileName(), ProcessHandle.current().pid());
    var beside = file.resolveSibling(name);
    try {
      var writer = Files.newBufferedWriter(beside, StandardOpenOption.CREATE_NEW);
      beside.toFile().deleteOnExit(); // also when the process is told to end
      return new WholeFile(file, beside, existing, writer);
    } catch (IOException failed) {
      throw bad(file, failed);
    }
  }

  private static BadFile isThere(Path file) {
    return new BadFile("%s is there already; --force replaces it".formatted(file));
  }

  private static BadFile bad(Path file, IOException failed) {
    var why =
        switch (failed) {
          case NoSuchFileException _ -> "its folder does not exist";
          case AccessDeniedException _ -> "its folder may not be written to";
          case FileAlreadyExistsException there -> there.getMessage() + " is in its way; remove it";
          default -> String.valueOf(failed.getMessage());
        };
    return new BadFile("%s cannot be written: %s".formatted(file, why), failed);
  }

  /// Writes more of it.
  public void write(String text) {
    try {
      writer.write(text);
    } catch (IOException failed) {
      throw bad(file, failed);
    }
  }

  /// It is whole now: gives it its name.
  public void finish() {
    try {
      writer.close();
      var how =
          existing == Existing.REPLACE
              ? new CopyOption[] {StandardCopyOption.REPLACE_EXISTING}
              : new CopyOption[0];
      Files.move(beside, file, how);
    } catch (FileAlreadyExistsException _) {
      throw isThere(file); // since it was begun
    } catch (IOException failed) {
      throw bad(file, failed);
    }
  }

  @Override
  public void close() {
    try (writer) {
      Files.deleteIfExists(beside);
    } catch (IOException failed) {
      throw bad(file, failed);
    }
  }
}
