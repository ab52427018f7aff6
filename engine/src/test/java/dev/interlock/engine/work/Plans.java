package dev.interlock.engine.work;

import dev.interlock.plugin.Block;
import dev.interlock.plugin.Job;
import dev.interlock.plugin.WorkReq;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Work requests for tests.
public final class Plans {
  public static final String NAME = "Drill";

  private Plans() {}

  public static WorkReq work(Block... blocks) {
    return new WorkReq(NAME, "a drill", List.of(blocks));
  }

  /// Jobs of one type, all at once, none may fail.
  public static Block block(String... jobTypes) {
    return block(1_000, 0, jobTypes);
  }

  public static Block block(int limit, int tolerated, String... jobTypes) {
    return new Block("", limit, tolerated, Stream.of(jobTypes).map(Plans::job).toList());
  }

  /// So many jobs of one type.
  public static Block block(int limit, int tolerated, int jobs, String jobType) {
    return new Block(
        "", limit, tolerated, Stream.generate(() -> job(jobType)).limit(jobs).toList());
  }

  public static Job job(String jobType) {
    return new Job(jobType, "", Map.of());
  }

  public static Job job(String jobType, String arg, String value) {
    return new Job(jobType, "", Map.of(arg, value));
  }
}
