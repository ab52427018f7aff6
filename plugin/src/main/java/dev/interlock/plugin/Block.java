package dev.interlock.plugin;

import java.util.ArrayList;
import java.util.List;

/// Sequences that run together, at most `limit` of them at a time; a single job is a sequence by
/// itself.
///
/// @param desc what a person should know of it
/// @param limit how many sequences may run at once, at least 1
/// @param tolerance how many sequences may fail before the block starts nothing more and fails;
///   none where it does not say
/// @param single jobs that are sequences by themselves, started in this order
/// @param sequences started in this order, after the single jobs
public record Block(
    String desc, int limit, Tolerance tolerance, List<Job> single, List<Sequence> sequences) {
  public Block {
    if (limit < 1) {
      throw new IllegalArgumentException("limit is %d; it must be at least 1".formatted(limit));
    }
    single = List.copyOf(single);
    sequences = List.copyOf(sequences);
  }

  /// Without sequences of several jobs.
  public Block(String desc, int limit, int toleratedFailures, List<Job> jobs) {
    this(desc, limit, Tolerance.of(toleratedFailures), jobs, List.of());
  }

  /// Every job of the block: the single ones, then those of the sequences. A policy that looks at
  /// these overlooks none.
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
