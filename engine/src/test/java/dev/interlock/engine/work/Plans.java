package dev.interlock.engine.work;

import dev.interlock.plugin.Block;
import dev.interlock.plugin.Job;
import dev.interlock.plugin.Sequence;
import dev.interlock.plugin.Tolerance;
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

  /// Jobs that run one after another.
  public static Sequence sequence(String... jobTypes) {
    return new Sequence("", Stream.of(jobTypes).map(Plans::job).toList());
  }

  /// A block of sequences, none of which may fail.
  public static Block sequences(int limit, Sequence... sequences) {
    return tolerating(Tolerance.of(0), limit, sequences);
  }

  public static Block tolerating(Tolerance tolerance, int limit, Sequence... sequences) {
    return new Block("", limit, tolerance, List.of(), List.of(sequences));
  }

  public static Job job(String jobType) {
    return new Job(jobType, "", Map.of());
  }

  public static Job job(String jobType, String arg, String value) {
    return new Job(jobType, "", Map.of(arg, value));
  }
}
