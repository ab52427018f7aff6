package dev.interlock.server.endpoint;

import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import dev.interlock.engine.work.WorkId;
import dev.interlock.plugin.Violation;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// What several requests have in common.
final class Fields {
  private static final Pattern REQUEST_ID = Pattern.compile("[!-~]{1,64}");
  private static final int REASON_CHARS_MAX = 1_000;

  private Fields() {}

  /// A field that this server does not know may change what the caller means, so it is refused.
  static void known(Message message, String path, List<Violation> problems) {
    var unknown = message.getUnknownFields();
    if (!unknown.asMap().isEmpty()) {
      problems.add(
          new Violation(
              path,
              "has the unknown field number %s; this server is older than the client, or the"
                      .formatted(unknown.asMap().keySet())
                  + " client speaks another protocol"));
    }
  }

  static void requestId(String requestId, List<Violation> problems) {
    if (!requestId.isEmpty() && !REQUEST_ID.matcher(requestId).matches()) {
      problems.add(
          new Violation("request_id", "must be 1 to 64 printable ASCII characters without blanks"));
    }
  }

  static void reason(String reason, List<Violation> problems) {
    if (reason.isBlank()) {
      problems.add(new Violation("reason", "is missing; say why, others will read it"));
    } else if (reason.length() > REASON_CHARS_MAX) {
      problems.add(
          new Violation(
              "reason",
              "has %d characters; at most %d".formatted(reason.length(), REASON_CHARS_MAX)));
    } else if (reason.chars().anyMatch(Character::isISOControl)) {
      problems.add(new Violation("reason", "has a control character"));
    }
  }

  static Optional<WorkId> id(String id, List<Violation> problems) {
    var parsed = WorkId.parse(id);
    if (parsed.isEmpty()) {
      problems.add(
          new Violation("id", "is not the id of a work: 36 characters, as Submit gave it"));
    }
    return parsed;
  }

  /// In milliseconds since the epoch.
  static long time(Timestamp time, String path, List<Violation> problems) {
    if (Timestamps.isValid(time)) {
      return Times.of(time).toEpochMilli();
    }
    problems.add(new Violation(path, "is no point in time"));
    return 0;
  }

  static Violation notAToken() {
    return new Violation("page_token", "is none that this server gave; leave it empty to begin");
  }

  /// @param sizeMax also what 0 means, unless a default is given
  static int pageSize(int size, int sizeMax, int sizeDefault, List<Violation> problems) {
    if (size < 0) {
      problems.add(new Violation("page_size", "is %d; it must be at least 0".formatted(size)));
    }
    return size == 0 ? sizeDefault : Math.min(size, sizeMax);
  }
}
