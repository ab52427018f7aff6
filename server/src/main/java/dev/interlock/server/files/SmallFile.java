package dev.interlock.server.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;

/// A file of limited size, read whole. What it says decides what may run, so one that anybody may
/// write says nothing.
///
/// Only a regular file is opened: opening a named pipe would wait for somebody to write to it.
record SmallFile(Path path, int bytesMax) {

  /// What came of reading it.
  sealed interface Read {
    /// Two are equal when their bytes are.
    record Content(ByteBuffer bytes) implements Read {}

    /// It could not be read.
    ///
    /// @param problem what is wrong, with the path, and what to do
    record Bad(String problem) implements Read {}
  }

  Read read() {
    try {
      var attributes = Files.readAttributes(path, BasicFileAttributes.class);
      if (!attributes.isRegularFile()) {
        return bad(
            "is %s, not a file".formatted(attributes.isDirectory() ? "a folder" : "special"));
      }
      if (isWritableByAnybody()) {
        return bad("may be written by anybody; take that right away with chmod o-w");
      }
      try (var in = Files.newInputStream(path)) {
        var bytes = in.readNBytes(bytesMax + 1);
        return bytes.length > bytesMax
            ? bad("has more than %d bytes".formatted(bytesMax))
            : new Read.Content(ByteBuffer.wrap(bytes).asReadOnlyBuffer());
      }
    } catch (NoSuchFileException _) {
      return bad("does not exist");
    } catch (IOException unreadable) {
      return bad("cannot be read: " + reason(unreadable));
    }
  }

  private boolean isWritableByAnybody() throws IOException {
    var view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
    return view != null
        && view.readAttributes().permissions().contains(PosixFilePermission.OTHERS_WRITE);
  }

  private Read.Bad bad(String problem) {
    return new Read.Bad("%s %s".formatted(path, problem));
  }

  private static String reason(IOException unreadable) {
    if (unreadable instanceof FileSystemLoopException) {
      return "symbolic links in a circle";
    }
    if (unreadable instanceof FileSystemException of && of.getReason() != null) {
      return of.getReason();
    }
    var words = unreadable.getClass().getSimpleName().replace("Exception", "");
    return unreadable.getMessage() == null ? words : words + ", " + unreadable.getMessage();
  }
}
