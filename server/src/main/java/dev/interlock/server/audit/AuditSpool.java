package dev.interlock.server.audit;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import dev.interlock.api.v1.AuditRecord;
import dev.interlock.engine.audit.AuditEntry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A file for entries that the audit cannot take at the moment, each a line of JSON, synced before
/// it counts. What is taken out of it lies in a second file until it is in the audit, so that a
/// crash loses nothing; an entry may then come twice, and its id says so. Any thread.
public final class AuditSpool {
  private static final Logger log = LoggerFactory.getLogger(AuditSpool.class);

  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path file;
  private final Path taken;
  private final long bytesMax;

  /// Nothing is opened yet.
  ///
  /// @param file of this server alone
  /// @param bytesMax a file that is larger takes nothing more
  public AuditSpool(Path file, long bytesMax) {
    this.file = file;
    this.taken = file.resolveSibling(file.getFileName() + ".taken");
    this.bytesMax = bytesMax;
  }

  /// Keeps an entry.
  ///
  /// @return whether it is durable
  synchronized boolean add(AuditEntry entry) {
    // an interrupt, which a caller that goes away sends, would close the file
    boolean isInterrupted = Thread.interrupted();
    try {
      var line =
          JsonFormat.printer().omittingInsignificantWhitespace().print(AuditMessage.of(entry));
      var folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      // a line that was torn before it must not take this one along
      return append(("\n" + line + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException failed) {
      log.atError()
          .addKeyValue("file", file)
          .log("an entry of the audit cannot be spooled", failed);
      return false;
    } finally {
      if (isInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private boolean append(byte[] line) throws IOException {
    try (var channel =
        FileChannel.open(
            file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND), OWNER_ONLY)) {
      if (channel.size() + line.length > bytesMax) {
        log.atError().addKeyValue("file", file).log("the audit's spool is full");
        return false;
      }
      var left = ByteBuffer.wrap(line);
      while (left.hasRemaining()) {
        channel.write(left);
      }
      channel.force(true);
      return true;
    }
  }

  /// Takes out what is in it, the oldest first; [#settle] when that is in the audit, or it comes
  /// again. One thread at a time.
  ///
  /// @throws UncheckedIOException when it cannot be read
  List<AuditEntry> take() {
    try {
      synchronized (this) {
        if (!Files.exists(taken) && Files.exists(file)) {
          Files.move(file, taken, StandardCopyOption.ATOMIC_MOVE);
        }
      }
      return Files.exists(taken) ? entries() : List.of();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private List<AuditEntry> entries() throws IOException {
    var entries = new ArrayList<AuditEntry>();
    // not as text: a crash may have torn the last line
    var lines = new String(Files.readAllBytes(taken), StandardCharsets.UTF_8).lines().toList();
    for (var line : lines) {
      if (line.isBlank()) {
        continue;
      }
      try {
        var message = AuditRecord.newBuilder();
        JsonFormat.parser().merge(line, message);
        entries.add(AuditMessage.entry(message.build()));
      } catch (InvalidProtocolBufferException torn) {
        log.atError()
            .addKeyValue("line", line)
            .log("a line of the audit's spool is no entry", torn);
      }
    }
    return entries;
  }

  /// What was taken last is in the audit.
  void settle() {
    try {
      Files.deleteIfExists(taken);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
