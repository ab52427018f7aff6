package dev.interlock.engine.journal;

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
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Small requests that use every word there is, each half of the time. What they say makes no
/// sense. The same seed makes the same request.
public final class AnyRequest {
  private final SplittableRandom random;

  private AnyRequest(SplittableRandom random) {
    this.random = random;
  }

  public static WorkReq of(long seed) {
    return new AnyRequest(new SplittableRandom(seed)).request();
  }

  private WorkReq request() {
    var tolerance =
        maybe(
            () -> new Tolerance(number(), percent(), Tolerance.UNSET, false, onBreach()),
            Tolerance.UNSAID);
    return new WorkReq(
        text(),
        text(),
        some(this::block),
        tolerance,
        maybe(this::checks, Checks.NONE),
        time(),
        maybe(() -> Map.of(text(), text()), Map.of()));
  }

  private Block block() {
    return new Block(
        text(),
        new Pace(
            1 + number(),
            maybe(() -> new Rate(number(), time()), Rate.UNLIMITED),
            maybe(this::ramp, Ramp.NONE)),
        maybe(this::tolerance, Tolerance.of(number())),
        some(this::job),
        some(() -> new Sequence(text(), some(this::job))),
        maybe(this::checks, Checks.NONE),
        maybe(this::turn, Turn.DEFAULT));
  }

  private Ramp ramp() {
    var waves = Stream.concat(some(this::share).stream(), Stream.of(Share.count(1))).toList();
    return new Ramp(waves, time());
  }

  private Share share() {
    return new Share(number(), random.nextBoolean());
  }

  private Tolerance tolerance() {
    return new Tolerance(
        maybe(this::number, Tolerance.UNSET),
        percent(),
        number(),
        random.nextBoolean(),
        onBreach());
  }

  private Turn turn() {
    return new Turn(one(Role.values()), one(Condition.values()), time(), time(), time());
  }

  private Checks checks() {
    return new Checks(some(this::job), some(this::job), some(this::job), some(this::job), time());
  }

  private Job job() {
    return new Job(text(), text(), maybe(() -> Map.of(text(), text()), Map.of()), number());
  }

  private OnBreach onBreach() {
    return one(OnBreach.values());
  }

  private int number() {
    return random.nextInt(4);
  }

  private int percent() {
    return random.nextInt(101);
  }

  private Duration time() {
    return maybe(
        () -> Duration.ofSeconds(random.nextLong(100_000), random.nextInt(1_000_000_000)),
        Duration.ZERO);
  }

  private String text() {
    return one("", "a", "ab", "Ω");
  }

  private <T> List<T> some(Supplier<T> item) {
    return Stream.generate(item).limit(random.nextInt(3)).toList();
  }

  private <T> T maybe(Supplier<T> said, T unsaid) {
    return random.nextBoolean() ? said.get() : unsaid;
  }

  @SafeVarargs
  private <T> T one(T... all) {
    return all[random.nextInt(all.length)];
  }
}
