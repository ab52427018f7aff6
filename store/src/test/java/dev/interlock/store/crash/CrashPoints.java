package dev.interlock.store.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.journal.Write;
import dev.interlock.engine.work.Fact;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The durable writes of every scenario, struck in every way, on a real database.
///
/// A golden run of each scenario says which writes it makes. Then it runs again for each write that
/// is to be struck and each [CrashPoint], on an empty database, and must end as the golden run did.
abstract class CrashPoints {
  private static final int TOGETHER = Integer.getInteger("crash.together", 8);

  /// Runs whose threads took turns otherwise than in the golden run, so that the write never came.
  private final AtomicInteger missed = new AtomicInteger();

  /// A run, and what strikes it.
  private record Strike(Scenario scenario, CrashPlan.Target target, CrashPoint point) {}

  @Test
  void every_kind_of_write_and_of_fact_is_a_durable_write() {
    var covered = new HashSet<Class<?>>();
    for (var write : DurableWrite.values()) {
      covered.addAll(write.kinds());
    }
    var kinds =
        new HashSet<Class<?>>(
            Stream.of(Write.Act.class, Fact.class)
                .flatMap(sealed -> Stream.of(sealed.getPermittedSubclasses()))
                .toList());
    kinds.remove(Write.Append.class); // by the facts that it carries
    kinds.add(Write.Decided.class); // an entry of the audit alone is no engine's

    assertThat(covered).isEqualTo(kinds);
  }

  /// Both databases' may run at the same time, and want all processors.
  @Test
  @Timeout(400)
  void ends_as_if_nothing_had_happened_whichever_write_is_struck_in_whatever_way()
      throws Exception {
    var golden = new EnumMap<Scenario, Ending>(Scenario.class);
    var strikes = new ArrayList<Strike>();
    var made = EnumSet.noneOf(DurableWrite.class);
    int writes = 0;
    for (var scenario : Scenario.values()) {
      var plan = CrashPlan.golden();
      golden.put(scenario, play(scenario, plan));
      var targets = plan.targets();
      for (int write = 0; write < targets.size(); write++) {
        boolean hasNewKind = made.addAll(plan.writes().get(write));
        if (hasNewKind || strikesEach()) {
          for (var point : CrashPoint.values()) {
            strikes.add(new Strike(scenario, targets.get(write), point));
          }
        }
      }
      writes += targets.size();
    }
    assertThat(made)
        .as("the durable writes that scenarios make")
        .containsExactlyInAnyOrder(DurableWrite.values());

    var struck = strikeAll(strikes, golden);

    System.out.printf(
        "%s: %d runs, %d of them struck: %d scenarios, %d writes of %d kinds, %d points,"
            + " %d kinds x points%n",
        getClass().getSimpleName(),
        strikes.size(),
        strikes.size() - missed.get(),
        Scenario.values().length,
        writes,
        DurableWrite.values().length,
        CrashPoint.values().length,
        struck.values().stream().mapToInt(Set::size).sum());
    for (var point : CrashPoint.values()) {
      assertThat(struck.get(point)).as("struck %s", point).containsAll(made);
    }
    assertThat(missed.get())
        .as("runs that went another way and made fewer writes")
        .isLessThan(strikes.size() / 50);
  }

  private Map<CrashPoint, Set<DurableWrite>> strikeAll(
      List<Strike> strikes, Map<Scenario, Ending> golden) throws Exception {
    var struck = new EnumMap<CrashPoint, Set<DurableWrite>>(CrashPoint.class);
    Arrays.stream(CrashPoint.values())
        .forEach(point -> struck.put(point, EnumSet.noneOf(DurableWrite.class)));
    try (var threads = Executors.newFixedThreadPool(TOGETHER)) {
      var runs = new ArrayList<Future<Set<DurableWrite>>>();
      for (var strike : strikes) {
        Callable<Set<DurableWrite>> run = () -> strike(strike, golden);
        runs.add(threads.submit(run));
      }
      var failures = new ArrayList<Throwable>();
      for (int run = 0; run < runs.size(); run++) {
        try {
          var hit = runs.get(run).get();
          struck.computeIfPresent(strikes.get(run).point(), (_, all) -> with(all, hit));
        } catch (ExecutionException e) {
          failures.add(e.getCause());
        }
      }
      if (!failures.isEmpty()) {
        var all =
            new AssertionError(
                "%d of %d runs did not end well: %s"
                    .formatted(failures.size(), strikes.size(), failures));
        failures.forEach(all::addSuppressed);
        throw all;
      }
    }
    return struck;
  }

  private static Set<DurableWrite> with(Set<DurableWrite> all, Set<DurableWrite> more) {
    all.addAll(more);
    return all;
  }

  /// @return what the struck write was
  private Set<DurableWrite> strike(Strike strike, Map<Scenario, Ending> golden) {
    var plan = CrashPlan.of(strike.target(), strike.point());
    try {
      var ending = play(strike.scenario(), plan);
      var expected = golden.get(strike.scenario());
      if (expected == null) {
        throw new IllegalStateException("bug: %s has no golden run".formatted(strike.scenario()));
      }
      ending.mustBeAs(expected);
      missed.addAndGet(plan.struck().isEmpty() ? 1 : 0);
      return plan.struck();
    } catch (Exception | AssertionError e) {
      throw new AssertionError(
          "%s, %s, which was %s: %s".formatted(strike.scenario(), plan, plan.struck(), e), e);
    }
  }

  private Ending play(Scenario scenario, CrashPlan plan) throws Exception {
    try (var storage = storage();
        var run = new Rehearsal(storage, plan)) {
      scenario.play(run);
      run.isOver();
      return Ending.of(run);
    }
  }

  /// An empty database for one run. Any thread.
  abstract Storage storage();

  /// Whether each write is struck; else the first of each kind is.
  abstract boolean strikesEach();
}
