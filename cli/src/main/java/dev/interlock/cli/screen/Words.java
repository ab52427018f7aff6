package dev.interlock.cli.screen;

import com.google.protobuf.Timestamp;
import dev.interlock.api.v1.BlockState;
import dev.interlock.api.v1.CrashClass;
import dev.interlock.api.v1.JobCounts;
import dev.interlock.api.v1.JobState;
import dev.interlock.api.v1.JobStatus;
import dev.interlock.api.v1.ReplicaState;
import dev.interlock.api.v1.Right;
import dev.interlock.api.v1.WorkState;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// How states, times and counts are said.
public final class Words {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Words() {}

  /// For instance `es stopped`.
  public static String of(WorkState state) {
    return inWords(state.name(), "WORK_STATE_");
  }

  /// For instance `not started`.
  public static String of(BlockState state) {
    return inWords(state.name(), "BLOCK_STATE_");
  }

  /// For instance `not started`.
  public static String of(JobState state) {
    return inWords(state.name(), "JOB_STATE_");
  }

  /// For instance `idempotent`.
  public static String of(CrashClass crashClass) {
    return inWords(crashClass.name(), "CRASH_CLASS_");
  }

  /// For instance `taking works`.
  public static String of(ReplicaState state) {
    return inWords(state.name(), "REPLICA_STATE_");
  }

  /// For instance `execute`.
  public static String of(Right right) {
    return inWords(right.name(), "RIGHT_");
  }

  private static String inWords(String name, String prefix) {
    return name.replaceFirst("^" + prefix, "").replace('_', ' ').toLowerCase(Locale.ROOT);
  }

  /// In UTC, to the second.
  public static String of(Timestamp time) {
    return of(Instant.ofEpochSecond(time.getSeconds(), time.getNanos()));
  }

  /// In UTC, to the second.
  public static String of(Instant time) {
    return TIME.format(time);
  }

  /// For instance `0:42`, `12:05`, `3:07:00`.
  public static String of(Duration duration) {
    long hours = duration.toHours();
    return hours == 0
        ? "%d:%02d".formatted(duration.toMinutes(), duration.toSecondsPart())
        : "%d:%02d:%02d".formatted(hours, duration.toMinutesPart(), duration.toSecondsPart());
  }

  /// For instance `5 running, 12 completed, 44 not started`; only what there is.
  public static String of(JobCounts counts) {
    var parts = new ArrayList<String>();
    add(parts, counts.getRunning(), "running");
    add(parts, counts.getWaiting(), "waiting");
    add(parts, counts.getCompleted(), "completed");
    add(parts, counts.getSkipped(), "skipped");
    add(parts, counts.getFailed(), "failed");
    add(parts, counts.getCancelled(), "cancelled");
    add(parts, counts.getUnknown(), "unknown");
    add(parts, counts.getNotStarted(), "not started");
    return parts.isEmpty() ? "none" : String.join(", ", parts);
  }

  private static void add(List<String> parts, int count, String what) {
    if (count > 0) {
      parts.add(count + " " + what);
    }
  }

  /// For instance `diskErase machine=aa00 site=aap`.
  public static String of(JobStatus job) {
    var args =
        new TreeMap<>(job.getArgsMap())
            .entrySet().stream()
                .map(arg -> " " + arg.getKey() + "=" + arg.getValue())
                .collect(Collectors.joining());
    return PlainText.of(job.getName() + args);
  }

  /// For instance `site=ams1, team=storage`.
  public static String ofLabels(Map<String, String> labels) {
    return new TreeMap<>(labels)
        .entrySet().stream()
            .map(label -> label.getKey() + "=" + label.getValue())
            .collect(Collectors.joining(", "));
  }

  /// Of a path the last part: a table has no room for more.
  public static String lastOf(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /// For instance `1 job`, `2 jobs`.
  public static String count(int count, String what) {
    return "%d %s%s".formatted(count, what, count == 1 ? "" : "s");
  }
}
