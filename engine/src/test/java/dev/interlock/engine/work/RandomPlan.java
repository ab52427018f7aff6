package dev.interlock.engine.work;

import dev.interlock.plugin.Block;
import dev.interlock.plugin.Checks;
import dev.interlock.plugin.Condition;
import dev.interlock.plugin.Job;
import dev.interlock.plugin.OnBreach;
import dev.interlock.plugin.Pace;
import dev.interlock.plugin.Ramp;
import dev.interlock.plugin.Rate;
import dev.interlock.plugin.Role;
import dev.interlock.plugin.Sequence;
import dev.interlock.plugin.Share;
import dev.interlock.plugin.Tolerance;
import dev.interlock.plugin.Turn;
import dev.interlock.plugin.WorkReq;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Small work requests that could be submitted and say all that can be said, most of it seldom.
final class RandomPlan {
  private final SplittableRandom random;

  RandomPlan(SplittableRandom random) {
    this.random = random;
  }

  WorkReq work() {
    var blocks = new ArrayList<Block>();
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      blocks.add(block(forwardTurn()));
    }
    for (int i = random.nextInt(4) - 1; i > 0; i--) {
      blocks.add(block(deferredTurn()));
    }
    return new WorkReq(
        Plans.NAME,
        "",
        blocks,
        oneIn(4, () -> Tolerance.of(random.nextInt(4)).with(onBreach()), Tolerance.UNSAID),
        oneIn(5, this::checks, Checks.NONE),
        oneIn(8, () -> seconds(1, 300), Duration.ZERO));
  }

  private Block block(Turn turn) {
    int singles = random.nextInt(6);
    int sequences = random.nextInt(singles == 0 ? 1 : 0, 4);
    return new Block(
        "",
        new Pace(
            random.nextInt(1, 4),
            oneIn(3, () -> new Rate(random.nextInt(1, 4), seconds(1, 60)), Rate.UNLIMITED),
            oneIn(3, this::ramp, Ramp.NONE)),
        tolerance(),
        Stream.generate(this::job).limit(singles).toList(),
        Stream.generate(this::sequence).limit(sequences).toList(),
        oneIn(3, this::checks, Checks.NONE),
        turn);
  }

  private Job job() {
    return random.nextInt(3) == 0
        ? Plans.job("once")
        : new Job("job", "", Map.of(), random.nextInt(3));
  }

  private Sequence sequence() {
    return new Sequence("", Stream.generate(this::job).limit(random.nextInt(1, 4)).toList());
  }

  private Ramp ramp() {
    return new Ramp(
        Stream.generate(this::share).limit(random.nextInt(1, 4)).toList(),
        oneIn(2, () -> seconds(1, 60), Duration.ZERO));
  }

  private Share share() {
    return random.nextBoolean()
        ? Share.count(random.nextInt(1, 4))
        : Share.percent(random.nextInt(1, 101));
  }

  private Tolerance tolerance() {
    return new Tolerance(
        random.nextInt(3),
        oneIn(4, () -> random.nextInt(101), Tolerance.UNSET),
        oneIn(4, () -> random.nextInt(3), Tolerance.UNSET),
        random.nextInt(3) == 0,
        onBreach());
  }

  private OnBreach onBreach() {
    return random.nextInt(3) == 0 ? OnBreach.PAUSE : OnBreach.FAIL;
  }

  private Checks checks() {
    var continuous = oneIn(2, RandomPlan::check, List.<Job>of());
    return new Checks(
        oneIn(3, RandomPlan::check, List.of()),
        oneIn(2, RandomPlan::check, List.of()),
        oneIn(2, RandomPlan::check, List.of()),
        continuous,
        continuous.isEmpty() ? Duration.ZERO : Duration.ofSeconds(60));
  }

  private static List<Job> check() {
    return List.of(Plans.job("check"));
  }

  private Turn forwardTurn() {
    var conditions = Condition.values();
    return turn(
        Role.FORWARD,
        oneIn(4, () -> conditions[random.nextInt(conditions.length)], Condition.ALWAYS));
  }

  private Turn deferredTurn() {
    var roles = List.of(Role.ON_SUCCESS, Role.ON_FAILURE, Role.ALWAYS);
    return turn(roles.get(random.nextInt(roles.size())), Condition.ALWAYS);
  }

  private Turn turn(Role role, Condition condition) {
    return new Turn(
        role,
        condition,
        oneIn(6, () -> seconds(1, 60), Duration.ZERO),
        oneIn(6, () -> seconds(1, 60), Duration.ZERO),
        oneIn(10, () -> seconds(1, 200), Duration.ZERO));
  }

  private Duration seconds(int least, int most) {
    return Duration.ofMillis(random.nextInt(least * 1_000, most * 1_000));
  }

  private <T> T oneIn(int chances, Supplier<T> said, T unsaid) {
    return random.nextInt(chances) == 0 ? said.get() : unsaid;
  }
}
