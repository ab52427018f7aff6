package dev.interlock.sim;

import dev.interlock.engine.journal.JournalEntry;
import dev.interlock.engine.work.BrokenInvariant;
import dev.interlock.engine.work.Fact;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/// Time, chance and what has happened: one queue of events, in the order of their time, those at
/// the same time in an order that the seed decides.
final class World {
  static final long BEGIN_MILLIS = 1_800_000_000_000L;
  private static final int EVENTS_MAX = 20_000;

  final Faults faults;
  private final SplittableRandom seeds;
  private final SplittableRandom ties;
  private final PriorityQueue<Event> queue = new PriorityQueue<>(64);
  private final boolean isTraced;
  private final List<String> trace = new ArrayList<>(0);
  private long now = BEGIN_MILLIS;
  private long hash = 0xcbf29ce484222325L;
  private int events;
  private final int[] happened = new int[Happening.values().length];

  private record Event(long at, int tie, Runnable action) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      return at != other.at ? Long.compare(at, other.at) : Integer.compare(tie, other.tie);
    }
  }

  /// @param isTraced whether to keep a line of each event
  World(long seed, Set<Fault> without, boolean isTraced) {
    this.seeds = new SplittableRandom(seed);
    this.ties = seeds.split();
    this.faults = new Faults(seeds.split(), without);
    this.isTraced = isTraced;
  }

  /// The chance of one actor.
  SplittableRandom chance() {
    return seeds.split();
  }

  /// The store's time.
  long now() {
    return now;
  }

  void in(long delayMillis, Runnable action) {
    queue.add(new Event(now + Math.max(0, delayMillis), ties.nextInt(), action));
  }

  /// Has the next event happen.
  ///
  /// @return whether there was one
  boolean step() {
    var next = queue.poll();
    if (next == null) {
      return false;
    }
    if (++events > EVENTS_MAX) {
      throw new BrokenInvariant("L1", "it goes on and on");
    }
    now = next.at();
    next.action().run();
    return true;
  }

  long nextAt() {
    var next = queue.peek();
    return next == null ? Long.MAX_VALUE : next.at();
  }

  int events() {
    return events;
  }

  /// It has come to pass so many times more.
  @SuppressWarnings("EnumOrdinal") // an array in memory
  void happened(Happening what, int times) {
    happened[what.ordinal()] += times;
  }

  void addHappeningsTo(long[] counts) {
    for (int i = 0; i < counts.length; i++) {
      counts[i] += happened[i];
    }
  }

  /// Something has happened.
  void note(String what, long... of) {
    mix(now);
    mix(what.hashCode());
    for (long value : of) {
      mix(value);
    }
    if (isTraced) {
      var line = new StringBuilder("%8.3f  %s".formatted((now - BEGIN_MILLIS) / 1000.0, what));
      LongStream.of(of).forEach(value -> line.append(' ').append(value));
      trace.add(line.toString());
    }
  }

  /// More of what was noted last.
  void also(Object more) {
    if (isTraced) {
      trace.add(trace.removeLast() + "  " + more);
    }
  }

  boolean isTraced() {
    return isTraced;
  }

  void mix(long value) {
    long mixed = (hash ^ value) * 0x9E3779B97F4A7C15L;
    hash = mixed ^ (mixed >>> 29);
  }

  void mix(JournalEntry entry) {
    for (var fact : entry.facts()) {
      mix(fact.getClass().getName().hashCode());
      switch (fact) {
        case Fact.AttemptStarted(int job, int attempt) -> mix(job * 100L + attempt);
        case Fact.AttemptEnded(int job, var how, var note, _) -> {
          mix(job);
          mix(how.name().hashCode());
          mix(note.hashCode());
        }
        case Fact.WorkEnded(var how, var why) -> {
          mix(how.name().hashCode());
          mix(why.hashCode());
        }
        case Fact.ChecksEnded(var round, var passed, var note) -> {
          mix(passed ? round.block() : ~round.block());
          mix(round.kind().name().hashCode());
          mix(note.hashCode());
        }
        case Fact _ -> {}
      }
    }
  }

  long hash() {
    return hash;
  }

  List<String> trace() {
    return List.copyOf(trace);
  }
}
