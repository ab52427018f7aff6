package dev.interlock.engine.work;

import static dev.interlock.engine.work.BrokenInvariant.require;

import dev.interlock.plugin.Block;
import dev.interlock.plugin.Share;
import java.util.ArrayList;
import java.util.List;

/// How fast the block that runs has started its jobs, counted from the facts as docs/requests.md
/// has it: its rate, and its waves with their bake time.
public final class PaceAccount {
  private final RequestShape shape;
  private final JobTally tally;
  private final List<Long> starts = new ArrayList<>(0);

  /// By the first job of a sequence.
  private final boolean[] begun;

  private boolean hasBegun;

  /// When an attempt last ended, a person settled a job, or the work was resumed.
  private long quietMillis;

  private int fullIntervals;
  private int laterWaves;
  private int bakedWaves;

  PaceAccount(RequestShape shape, JobTally tally) {
    this.shape = shape;
    this.tally = tally;
    this.begun = new boolean[shape.jobs.size()];
  }

  void blockStarted() {
    starts.clear();
    hasBegun = false;
  }

  /// A job starts; told before its state is another.
  void started(int job, long now) {
    var block = shape.block(shape.blockOf[job]);
    withinRate(block, now);
    int first = shape.firstOf[job];
    if (!begun[first] && !block.pace().ramp().waves().isEmpty()) {
      withinWaves(block, first, now);
    }
    begun[first] = true;
    hasBegun = true;
  }

  private void withinRate(Block block, long now) {
    var rate = block.pace().rate();
    if (rate.isUnlimited()) {
      return;
    }
    starts.add(now);
    long interval = rate.interval().toMillis();
    for (long from : starts) {
      if (Math.abs(from - now) < interval) {
        int among = 0;
        for (long start : starts) {
          among += start >= from && start < from + interval ? 1 : 0;
        }
        require(
            among <= rate.starts(), "I8", "%d starts in an interval of %s".formatted(among, rate));
        fullIntervals += among == rate.starts() ? 1 : 0;
      }
    }
  }

  /// A sequence begins: in a wave that has begun, or once every sequence of those before has ended
  /// and the bake time has passed since.
  private void withinWaves(Block block, int first, long now) {
    var ramp = block.pace().ramp();
    int sequence = shape.sequenceOf[first];
    int sequences = block.sequenceCount();
    int from = 0;
    int end = size(ramp.waves().getFirst(), sequences);
    for (int wave = 1; end <= sequence; wave++) {
      from = end;
      end += size(ramp.waves().get(Math.min(wave, ramp.waves().size() - 1)), sequences);
    }
    int begin = shape.firstJob[shape.blockOf[first]];
    boolean isOpen = false;
    boolean areOver = true;
    for (int job = begin; job < shape.firstJob[shape.blockOf[first] + 1]; job++) {
      if (shape.firstOf[job] == job) {
        isOpen |= shape.sequenceOf[job] >= from && begun[job];
        areOver &= shape.sequenceOf[job] >= from || isOver(job);
      }
    }
    if (!isOpen) {
      require(
          areOver, "I7", "sequence %d begins before the wave before is over".formatted(sequence));
      long bake = ramp.bake().toMillis();
      require(
          !hasBegun || bake == 0 || now >= quietMillis + bake,
          "I7",
          "sequence %d begins before it has baked".formatted(sequence));
      laterWaves += hasBegun ? 1 : 0;
      bakedWaves += hasBegun && bake > 0 ? 1 : 0;
    }
  }

  private static int size(Share share, int sequences) {
    int number = share.isPercent() ? sequences * share.number() / 100 : share.number();
    return Math.max(1, number);
  }

  /// Whether nothing more comes of the sequence that begins with this job.
  boolean isOver(int first) {
    boolean isDone = true;
    for (int job = first; job <= shape.lastOf[first]; job++) {
      if (tally.states[job] == JobState.FAILED || tally.states[job] == JobState.CANCELLED) {
        return true;
      }
      isDone &= tally.isDone(job);
    }
    return isDone;
  }

  void quiet(long now) {
    quietMillis = now;
  }

  /// A person has skipped a job.
  ///
  /// @param wasOver whether its sequence was over before
  void skipped(int job, boolean wasOver, long now) {
    int first = shape.firstOf[job];
    if (begun[first] && !wasOver && isOver(first)) {
      quietMillis = now;
    }
  }

  /// How often as many had started in an interval as its rate allows.
  public int fullIntervals() {
    return fullIntervals;
  }

  /// How many waves have begun after others.
  public int laterWaves() {
    return laterWaves;
  }

  /// How many of them had to bake.
  public int bakedWaves() {
    return bakedWaves;
  }
}
