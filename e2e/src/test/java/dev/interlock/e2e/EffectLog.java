package dev.interlock.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What the jobs did, from the file that they themselves append to, and not the service.
///
/// @param starts how often each job was started, by its key
/// @param attempts how often each attempt was started, by key and number: more than once is wrong
record EffectLog(Map<String, Long> starts, Map<String, Long> attempts) {
  EffectLog {
    starts = Map.copyOf(starts);
    attempts = Map.copyOf(attempts);
  }

  static EffectLog read(Path file) throws IOException {
    List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
    return new EffectLog(
        lines.stream()
            .collect(
                Collectors.groupingBy(
                    line -> line.substring(0, line.indexOf(' ')), Collectors.counting())),
        lines.stream().collect(Collectors.groupingBy(line -> line, Collectors.counting())));
  }

  long startsOf(String key) {
    return starts.getOrDefault(key, 0L);
  }
}
