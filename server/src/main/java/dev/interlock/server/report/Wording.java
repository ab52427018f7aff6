package dev.interlock.server.report;

import com.google.protobuf.Timestamp;
import dev.interlock.api.v1.JobCounts;
import dev.interlock.api.v1.JobStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Locale;
import java.util.regex.Pattern;

/// Names, times and numbers, as people read them: in the words of the page.
final class Wording {
  private static final Duration EXACT_MAX = Duration.ofSeconds(10);
  private static final Pattern KIND = Pattern.compile("^(WORK|BLOCK|JOB)_STATE_|^ROLE_");

  /// What changes the direction of text, or is not seen at all.
  private static final Pattern HIDDEN =
      Pattern.compile(
          "[\\x{0}-\\x{8}\\x{b}-\\x{1f}\\x{7f}-\\x{9f}\\x{ad}\\x{61c}\\x{200b}-\\x{200f}"
              + "\\x{2028}-\\x{202e}\\x{2060}-\\x{206f}\\x{feff}]"
              + "|\\x{1f3f4}?[\\x{e0000}-\\x{e007f}]");

  private Wording() {}

  /// Text of others, with what could deceive the reader made visible: `⟨U+202E⟩`.
  static String shown(String text) {
    return HIDDEN
        .matcher(text)
        .replaceAll(hidden -> "\u27e8U+%04X\u27e9".formatted(hidden.group().codePointAt(0)));
  }

  /// The same for JSON, which has a way of its own to write such characters.
  static String shownJson(String json) {
    return HIDDEN
        .matcher(json)
        .replaceAll(hidden -> {
          var escaped = new StringBuilder();
          hidden
              .group()
              .chars()
              .forEach(c -> escaped.append(String.format(Locale.ROOT, "\\\\u%04x", c)));
          return escaped.toString();
        });
  }

  /// `WORK_STATE_ES_STOPPED` as `es stopped`.
  static String of(Enum<?> state) {
    return KIND.matcher(state.name()).replaceFirst("").toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /// `2026-11-23 18:19:10Z`.
  static String of(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString().replace('T', ' ');
  }

  static Instant instant(Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }

  /// `0.4 s`, `1:05`, `2:00:07`.
  static String of(Duration took) {
    if (took.compareTo(EXACT_MAX) < 0) {
      return String.format(Locale.ROOT, "%.1f s", Math.max(0, took.toMillis()) / 1_000.0);
    }
    var whole = took.plusMillis(500);
    return whole.toHours() > 0
        ? "%d:%02d:%02d".formatted(whole.toHours(), whole.toMinutesPart(), whole.toSecondsPart())
        : "%d:%02d".formatted(whole.toMinutes(), whole.toSecondsPart());
  }

  /// `3 running, 5 completed`, of what there is.
  static String of(JobCounts counts) {
    var parts = new ArrayList<String>();
    for (var field : JobCounts.getDescriptor().getFields()) {
      if (counts.getField(field) instanceof Integer count && count > 0) {
        parts.add(count(count) + " " + field.getName().replace('_', ' '));
      }
    }
    return parts.isEmpty() ? "no jobs" : String.join(", ", parts);
  }

  /// `10,000`.
  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /// `1 job`, `10,000 jobs`.
  static String count(long number, String what) {
    return count(number) + " " + what + (number == 1 ? "" : "s");
  }

  /// Where the request has a job.
  static String path(JobStatus job) {
    return job.hasSequence()
        ? "blocks[%d].sequences[%d].jobs[%d]"
            .formatted(job.getBlock(), job.getSequence(), job.getIndexInSequence())
        : "blocks[%d].jobs[%d]".formatted(job.getBlock(), job.getIndex());
  }
}
