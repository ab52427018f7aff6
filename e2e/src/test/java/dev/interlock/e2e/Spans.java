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

  /// Nothing runs any more that this process ran.
  void processIsGone(long pid) throws IOException {
    var _ =
        Files.writeString(
            file, "x %d%n".formatted(pid), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /// Finds the blocks that ever had more jobs at once than they may have.
  void check(Findings findings) throws IOException {
    List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
    var running = new HashMap<String, Set<String>>(); // by block: the job, attempt and process
    for (var line : lines) {
      var words = List.of(line.split(" ", -1));
      switch (words.getFirst()) {
        case "+" -> begins(words, running, findings);
        case "-" -> running.getOrDefault(block(words.get(1)), new HashSet<>()).remove(what(words));
        case "x" ->
            running
                .values()
                .forEach(jobs -> jobs.removeIf(job -> job.endsWith(" " + words.get(1))));
        default -> throw new IllegalStateException("what is this: " + line);
      }
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
