package dev.interlock.engine.work;

import dev.interlock.plugin.Block;
import dev.interlock.plugin.Checks;
import dev.interlock.plugin.Condition;
import dev.interlock.plugin.Job;
import dev.interlock.plugin.Pace;
import dev.interlock.plugin.Ramp;
import dev.interlock.plugin.Rate;
import dev.interlock.plugin.Role;
import dev.interlock.plugin.Sequence;
import dev.interlock.plugin.Share;
import dev.interlock.plugin.Tolerance;
import dev.interlock.plugin.Turn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A block for tests, said word by word.
public final class BlockPlan {
  private final List<Job> single = new ArrayList<>();
  private final List<Sequence> sequences = new ArrayList<>();
  private int limit = 1_000;
  private Rate rate = Rate.UNLIMITED;
  private Ramp ramp = Ramp.NONE;
  private Tolerance tolerance = Tolerance.of(0);
  private Checks checks = Checks.NONE;
  private Turn turn = Turn.DEFAULT;

  private BlockPlan() {}

  /// Of so many single jobs without retries.
  public static BlockPlan of(int jobs) {
    return of(jobs, 0);
  }

  /// Of so many single jobs, each with so many retries.
  public static BlockPlan of(int jobs, int retries) {
    return of(Stream.generate(() -> retried("job", retries)).limit(jobs).toArray(Job[]::new));
  }

  public static BlockPlan of(Job... jobs) {
    var plan = new BlockPlan();
    plan.single.addAll(Arrays.asList(jobs));
    return plan;
  }

  /// Of one job, run in the end whatever became of the work.
  public static BlockPlan always() {
    return of(1).role(Role.ALWAYS);
  }

  public static Job retried(String jobType, int retries) {
    return new Job(jobType, "", Map.of(), retries);
  }

  public BlockPlan sequence(Job... jobs) {
    sequences.add(new Sequence("", Arrays.asList(jobs)));
    return this;
  }

  public BlockPlan limit(int most) {
    limit = most;
    return this;
  }

  public BlockPlan rate(int starts, Duration interval) {
    rate = new Rate(starts, interval);
    return this;
  }

  public BlockPlan waves(Duration bake, String... shares) {
    ramp = new Ramp(Stream.of(shares).map(text -> Share.find(text).orElseThrow()).toList(), bake);
    return this;
  }

  public BlockPlan tolerating(int failures) {
    return tolerating(Tolerance.of(failures));
  }

  public BlockPlan tolerating(Tolerance some) {
    tolerance = some;
    return this;
  }

  public BlockPlan checks(Checks some) {
    checks = some;
    return this;
  }

  public BlockPlan role(Role role) {
    turn =
        new Turn(role, turn.condition(), turn.entranceDelay(), turn.exitDelay(), turn.deadline());
    return this;
  }

  public BlockPlan when(Condition condition) {
    turn =
        new Turn(turn.role(), condition, turn.entranceDelay(), turn.exitDelay(), turn.deadline());
    return this;
  }

  public BlockPlan delays(Duration entrance, Duration exit) {
    turn = new Turn(turn.role(), turn.condition(), entrance, exit, turn.deadline());
    return this;
  }

  public BlockPlan deadline(Duration deadline) {
    turn =
        new Turn(turn.role(), turn.condition(), turn.entranceDelay(), turn.exitDelay(), deadline);
    return this;
  }

  public Block block() {
    return new Block("", new Pace(limit, rate, ramp), tolerance, single, sequences, checks, turn);
  }

  // Checks of a block or of a work, each of one job.

  public static Checks bypass() {
    return new Checks(one(), List.of(), List.of(), List.of(), Duration.ZERO);
  }

  public static Checks pre() {
    return new Checks(List.of(), one(), List.of(), List.of(), Duration.ZERO);
  }

  public static Checks post() {
    return new Checks(List.of(), List.of(), one(), List.of(), Duration.ZERO);
  }

  public static Checks continuous() {
    return new Checks(List.of(), List.of(), List.of(), one(), Duration.ofMinutes(1));
  }

  public static Checks ofEachKind() {
    return new Checks(one(), one(), one(), one(), Duration.ofMinutes(1));
  }

  private static List<Job> one() {
    return List.of(Plans.job("check"));
  }
}
