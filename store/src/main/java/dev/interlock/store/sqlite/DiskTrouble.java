package dev.interlock.store.sqlite;

import dev.interlock.engine.journal.StoreUnavailable;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;

/// Says what SQLite's errors mean for the person who has to do something about them.
final class DiskTrouble {
  private DiskTrouble() {}

  static StoreUnavailable unavailable(Path file, String attempt, SQLException cause) {
    return new StoreUnavailable(
        "could not %s in %s: %s".formatted(attempt, file, remedy(cause)), cause);
  }

  /// What is wrong and what to do.
  static String remedy(SQLException cause) {
    return switch (SQLiteErrorCode.getErrorCode(cause.getErrorCode() & 0xff)) {
      case SQLITE_FULL -> "its disk is full; make room";
      case SQLITE_BUSY, SQLITE_LOCKED -> "another program holds it; close that program";
      case SQLITE_READONLY, SQLITE_PERM, SQLITE_CANTOPEN, SQLITE_AUTH ->
          "it cannot be opened for writing (%s); check the permissions of the file and its folder"
              .formatted(cause.getMessage());
      case SQLITE_CORRUPT, SQLITE_NOTADB ->
          "it is damaged or not a database (%s); restore it from a backup, or move it away to start empty"
              .formatted(cause.getMessage());
      case SQLITE_IOERR ->
          "its disk reports an error (%s); check the disk".formatted(cause.getMessage());
      default -> String.valueOf(cause.getMessage());
    };
  }

  static boolean isBusy(SQLException cause) {
    return (cause.getErrorCode() & 0xff) == SQLiteErrorCode.SQLITE_BUSY.code;
  }
}
