package dev.interlock.plugin;

import java.util.ArrayList;
import java.util.List;

/// Sequences that run together, at most `limit` of them at a time; a single job is a sequence by
/// itself.
///
/// @param desc what a person should know of it
/// @param pace how many sequences run at once, and how fast they start
/// @param tolerance how many sequences may fail before the block starts nothing more and fails;
///   none where it does not say
/// @param single jobs that are sequences by themselves, started in this order
/// @param sequences started in this order, after the single jobs
/// @param checks what must hold for it to start, to go on and to count as completed; no jobs of the
///   block, so [#jobs] leaves them out
/// @param turn when it runs, and how long it may take
public record Block(
    String desc,
    Pace pace,
    Tolerance tolerance,
    List<Job> single,
    List<Sequence> sequences,
    Checks checks,
    Turn turn) {
  public Block {
    single = List.copyOf(single);
    sequences = List.copyOf(sequences);
  }

  /// A forward block without checks that starts its jobs as fast as the limit allows.
  public Block(
      String desc, int limit, Tolerance tolerance, List<Job> single, List<Sequence> sequences) {
    this(desc, Pace.of(limit), tolerance, single, sequences, Checks.NONE, Turn.DEFAULT);
  }

  /// Without sequences of several jobs.
  public Block(String desc, int limit, int toleratedFailures, List<Job> jobs) {
    this(desc, limit, Tolerance.of(toleratedFailures), jobs, List.of());
  }

  /// How many sequences may run at once.
  public int limit() {
    return pace.limit();
  }

  /// Whether it runs in every work that completes: neither its role nor its condition nor a bypass
  /// check can have it passed over. A policy that demands a job must find it in such a block.
  public boolean isCertain() {
    return turn.role() != Role.ON_FAILURE
        && turn.condition() == Condition.ALWAYS
        && checks.bypass().isEmpty();
  }

  /// Every job of the block, whatever its role: the single ones, then those of the sequences. A
  /// policy that looks at these overlooks none.
  public List<Job> jobs() {
    if (sequences.isEmpty()) {
      return single;
    }
    var all = new ArrayList<Job>(jobCount());
    all.addAll(single);
    sequences.forEach(sequence -> all.addAll(sequence.jobs()));
    return List.copyOf(all);
  }

  /// How many [#jobs] there are.
  public int jobCount() {
    int count = single.size();
    for (var sequence : sequences) {
      count += sequence.jobs().size();
    }
    return count;
  }

  /// Where the request has the job at `index` of [#jobs]: `jobs[7]` or `sequences[2].jobs[1]`.
  public String pathOfJob(int index) {
    int rest = index - single.size();
    if (rest < 0) {
      return "jobs[" + index + "]";
    }
    int sequence = 0;
    while (rest >= sequences.get(sequence).jobs().size()) {
      rest -= sequences.get(sequence++).jobs().size();
    }
    return "sequences[" + sequence + "].jobs[" + rest + "]";
  }

  /// How many sequences it has, single jobs included.
  public int sequenceCount() {
    return single.size() + sequences.size();
  }

  /// How many of its sequences may fail.
  public int toleratedFailures() {
    return tolerance.of(sequenceCount(), 0);
  }
}
