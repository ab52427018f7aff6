package dev.interlock.store.sqlite;

import dev.interlock.store.sql.StoreNotOpened;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/// The database's file, held against every other server until it is closed or the process is gone.
final class StoreFile implements AutoCloseable {
  private final Path path;
  private final Connection lock;

  private StoreFile(Path path, Connection lock) {
    this.path = path;
    this.lock = lock;
  }

  /// Makes the file and its folder when they are missing, readable by nobody else.
  static StoreFile open(Path path) {
    var file = path.toAbsolutePath().normalize();
    if (file.toString().contains("?")) {
      throw new StoreNotOpened(
          "the database's path %s has a '?', which SQLite's driver cannot take; choose another path"
              .formatted(path));
    }
    if (Files.isDirectory(file)) {
      throw new StoreNotOpened(
          "the database %s is a folder; give the path of a file".formatted(path));
    }
    try {
      makeFolder(folder(file));
      var lock = lock(file);
      makeFile(file);
      return new StoreFile(file, lock);
    } catch (IOException e) {
      throw new StoreNotOpened(
          "the database %s cannot be opened (%s); check that its folder can be written"
              .formatted(path, e),
          e);
    }
  }

  Path path() {
    return path;
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (SQLException e) {
      throw new IllegalStateException("bug: the lock of %s was not released".formatted(path), e);
    }
  }

  /// The lock is a transaction in an empty SQLite database of its own. The operating system ends it
  /// with the process, however that ends. A bare file lock would also vanish when another part of
  /// this process opened and closed the file; SQLite guards its own against that.
  private static Connection lock(Path file) throws IOException {
    var lockFile = file.resolveSibling(file.getFileName() + ".lock");
    makeFile(lockFile);
    try {
      var connection = DriverManager.getConnection("jdbc:sqlite:" + lockFile);
      try (var statement = connection.createStatement()) {
        statement.execute("pragma busy_timeout = 0");
        statement.execute("begin exclusive");
        return connection;
      } catch (SQLException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw DiskTrouble.isBusy(e)
          ? new StoreNotOpened(
              "the database %s is used by another server, which holds %s; stop that server or use another file"
                  .formatted(file, lockFile),
              e)
          : new StoreNotOpened(
              "the lock %s cannot be taken: %s".formatted(lockFile, DiskTrouble.remedy(e)), e);
    }
  }

  private static void makeFolder(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      sync(folder(folder));
    }
  }

  private static void makeFile(Path file) throws IOException {
    try {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      sync(folder(file));
    } catch (FileAlreadyExistsException _) {
      // the usual case; whether it is of use is seen when it is read
    }
  }

  /// Without it a new file may be gone after a power cut, whatever was synced inside of it.
  private static void sync(Path folder) throws IOException {
    try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static Path folder(Path absolute) {
    var parent = absolute.getParent();
    return parent == null ? absolute : parent;
  }
}
