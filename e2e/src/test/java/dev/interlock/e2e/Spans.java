package dev.interlock.e2e;

import dev.interlock.e2e.Findings.Count;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What ran at once, by the file in which jobs say that they begin and end, and the run which of
/// their processes died or stood still. For one thread.
record Spans(Path file) {
  private static final int MACHINE = 4;

  /// Nothing runs any more that this process ran.
  void processIsGone(long pid) throws IOException {
    var _ =
        Files.writeString(
            file, "x %d%n".formatted(pid), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /// Finds the blocks that ever had more jobs at once than they may have, and the machines that
  /// jobs of more than one touched.
  ///
  /// @param killed works whose jobs may still run for a moment when their machines are others'
  void check(Findings findings, Set<String> killed) throws IOException {
    List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
    var running = new HashMap<String, Set<String>>(); // by block: the job, attempt and process
    var touching = new HashMap<String, Set<String>>(); // by machine: the same
    for (var line : lines) {
      var words = List.of(line.split(" ", -1));
      switch (words.getFirst()) {
        case "+" -> {
          begins(words, running, findings);
          touches(words, touching, killed, findings);
        }
        case "-" -> {
          remove(words, running, block(words.get(1)));
          remove(words, touching, words.get(MACHINE));
        }
        case "x" -> {
          ends(words.get(1), running);
          ends(words.get(1), touching);
        }
        default -> throw new IllegalStateException("what is this: " + line);
      }
    }
  }

  private static void remove(List<String> words, Map<String, Set<String>> jobs, String of) {
    jobs.getOrDefault(of, new HashSet<>()).remove(what(words));
  }

  private static void ends(String process, Map<String, Set<String>> jobs) {
    jobs.values().forEach(all -> all.removeIf(job -> job.endsWith(" " + process)));
  }

  private static void touches(
      List<String> words,
      Map<String, Set<String>> touching,
      Set<String> killed,
      Findings findings) {
    var machine = words.get(MACHINE);
    var work = words.get(1).substring(0, words.get(1).indexOf('/'));
    if (machine.isEmpty() || killed.contains(work)) {
      return;
    }
    findings.count(Count.TARGETS_TOUCHED);
    var jobs = touching.computeIfAbsent(machine, _ -> new HashSet<>());
    jobs.add(what(words));
    if (jobs.stream().map(job -> job.substring(0, job.indexOf(' '))).distinct().count() > 1) {
      findings.wrong(Count.TARGET_SHARED, "machine %s: %s at once".formatted(machine, jobs));
    }
  }

  private static void begins(
      List<String> words, Map<String, Set<String>> running, Findings findings) {
    var block = block(words.get(1));
    var jobs = running.computeIfAbsent(block, _ -> new HashSet<>());
    jobs.add(what(words));
    boolean isLast = block.endsWith("/" + (CrashCaller.BLOCKS - 1));
    int limit = isLast ? CrashCaller.NEW_LIMIT : CrashCaller.LIMIT;
    if (jobs.size() > limit) {
      findings.wrong(
          Count.LIMIT_EXCEEDED, "block %s, limit %d: %s at once".formatted(block, limit, jobs));
    }
  }

  private static String what(List<String> words) {
    return String.join(" ", words.subList(1, 4));
  }

  /// `WORK/BLOCK` of the key `WORK/JOB`.
  private static String block(String key) {
    int slash = key.indexOf('/');
    int job = Integer.parseInt(key.substring(slash + 1));
    return key.substring(0, slash + 1) + job / CrashCaller.JOBS_A_BLOCK;
  }
}
