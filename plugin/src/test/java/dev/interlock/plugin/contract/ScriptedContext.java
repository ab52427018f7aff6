package dev.interlock.plugin.contract;

import dev.interlock.plugin.Args;
import dev.interlock.plugin.Grant;
import dev.interlock.plugin.JobContext;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A [JobContext] whose clock is in the test's hand and which writes down everything the job did.
/// Any thread.
public final class ScriptedContext implements JobContext {

  private enum ClockMode {
    RUNS_AHEAD,
    STANDS
  }

  private final ClockMode mode;
  private final Map<String, Deque<Grant>> grants = new HashMap<>();
  private final List<String> transcript = new ArrayList<>();
  private Args settings = Args.bind(List.of(), Map.of());
  private Runnable interlude = () -> {};
  private Duration now = Duration.ZERO;
  private int sleepers;

  private ScriptedContext(ClockMode mode) {
    this.mode = mode;
  }

  /// Sleeping takes no time: the clock jumps to where the sleep ends.
  public static ScriptedContext whoseClockRunsAhead() {
    return new ScriptedContext(ClockMode.RUNS_AHEAD);
  }

  /// Sleeping lasts until [#advance] has moved the clock far enough.
  public static ScriptedContext whoseClockStands() {
    return new ScriptedContext(ClockMode.STANDS);
  }

  public synchronized ScriptedContext withSettings(Args given) {
    settings = given;
    return this;
  }

  /// Configures a token bucket.
  ///
  /// @param answers what it answers, in this order; the last for ever after
  public synchronized ScriptedContext withBucket(String name, Grant... answers) {
    grants.put(name, new ArrayDeque<>(List.of(answers)));
    return this;
  }

  /// What happens in the middle of the job: `interlude` runs once, at the job's next call.
  public synchronized ScriptedContext withInterlude(Runnable toRun) {
    interlude = toRun;
    return this;
  }

  /// Everything the job did so far, in order, a line each: `log ...`, `progress 50 % ...`, `sleep
  /// PT1S`, `token ...`.
  public synchronized List<String> transcript() {
    return List.copyOf(transcript);
  }

  /// How long all sleeps took together.
  public synchronized Duration slept() {
    return now;
  }

  public synchronized boolean isSleeping() {
    return sleepers > 0;
  }

  /// Moves a clock that stands.
  public synchronized void advance(Duration by) {
    now = now.plus(by);
    notifyAll();
  }

  @Override
  public String workId() {
    return "01900000-0000-7000-8000-000000000000";
  }

  @Override
  public int attempt() {
    return 1;
  }

  @Override
  public String idempotencyKey() {
    return workId() + "/0/0";
  }

  @Override
  public synchronized Args settings() {
    return settings;
  }

  @Override
  public synchronized Set<String> tokenBuckets() {
    return Set.copyOf(grants.keySet());
  }

  @Override
  public Set<String> secretProviders() {
    return Set.of();
  }

  @Override
  public synchronized void progress(int percent, String note) {
    write("progress %d %% %s".formatted(percent, note));
  }

  @Override
  public synchronized void log(String line) {
    write("log " + line);
  }

  @Override
  public synchronized void sleep(Duration pause) throws InterruptedException {
    write("sleep " + pause);
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted before the sleep");
    }
    var end = now.plus(pause);
    if (mode == ClockMode.RUNS_AHEAD) {
      now = end;
    }
    sleepers++;
    try {
      while (now.compareTo(end) < 0) {
        wait();
      }
    } finally {
      sleepers--;
    }
  }

  @Override
  public synchronized Grant takeToken(String bucket) throws InterruptedException {
    write("token " + bucket);
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted before a token was taken");
    }
    var answers = grants.get(bucket);
    if (answers == null) {
      throw new IllegalArgumentException("no token bucket '%s' is configured".formatted(bucket));
    }
    return answers.size() > 1 ? answers.remove() : answers.element();
  }

  private void write(String line) {
    transcript.add(line);
    var toRun = interlude;
    interlude = () -> {};
    toRun.run();
  }
}
