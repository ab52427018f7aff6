package dev.interlock.server.audit;

import dev.interlock.engine.audit.AuditHead;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Which end of the audit a server has signed last, also in a file, so that it knows it again after
/// a restart: a line of text, `SEQ HASH`. Where no file can be written it is known until the server
/// ends. For one thread at a time.
public final class LastSigned {
  private static final Logger log = LoggerFactory.getLogger(LastSigned.class);
  private static final Pattern FORM = Pattern.compile("(\\d{1,18}) ([0-9a-f]{64})");

  private final Path file;
  private @Nullable AuditHead known;

  /// Nothing is read yet.
  ///
  /// @param file of this server alone
  public LastSigned(Path file) {
    this.file = file;
  }

  Path file() {
    return file;
  }

  /// What was signed last; [AuditHead#EMPTY] when nothing was, or nobody knows.
  AuditHead head() {
    var head = known == null ? read() : known;
    known = head;
    return head;
  }

  private AuditHead read() {
    try {
      var match = FORM.matcher(Files.exists(file) ? Files.readString(file).strip() : "");
      if (match.matches()) {
        return new AuditHead(Long.parseLong(match.group(1)), match.group(2));
      }
    } catch (IOException failed) {
      log.atWarn().addKeyValue("file", file).log("what was signed last cannot be read", failed);
    }
    return AuditHead.EMPTY;
  }

  /// Keeps what was signed.
  void set(AuditHead head) {
    known = head;
    try {
      var folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      var written = file.resolveSibling(file.getFileName() + ".new");
      Files.writeString(written, "%d %s%n".formatted(head.seq(), head.hash()));
      Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException failed) {
      log.atWarn().addKeyValue("file", file).log("what was signed last cannot be kept", failed);
    }
  }
}
