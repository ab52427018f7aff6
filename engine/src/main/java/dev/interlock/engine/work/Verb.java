package dev.interlock.engine.work;

import java.util.List;
import java.util.Locale;

/// What an operator does to a work. What it comes to in each state is in [VerbTable].
///
/// Jobs are named as the request has them: `blocks[2].jobs[7]`.
public sealed interface Verb {

  /// Starts nothing more; what runs goes on to its end.
  record Pause() implements Verb {}

  record Resume() implements Verb {}

  /// Starts nothing more, and ends once nothing runs.
  record Stop() implements Verb {}

  /// Tells what runs to end, and ends once nothing runs.
  record Cancel() implements Verb {}

  /// Ends at once: what runs is interrupted, and of unknown outcome.
  record Kill() implements Verb {}

  /// These jobs are not to run, and the work goes on as if they had completed.
  record SkipJobs(List<String> jobs) implements Verb {
    public SkipJobs {
      jobs = List.copyOf(jobs);
    }
  }

  /// Says what became of jobs of which nobody knew, or that failed and were put right.
  record ResolveJobs(List<String> jobs, Resolution as) implements Verb {
    public ResolveJobs {
      jobs = List.copyOf(jobs);
    }
  }

  /// Has at most `limit` sequences of a block run at once from now on; what runs goes on.
  record SetLimit(int block, int limit) implements Verb {}

  /// One person more lets the work run, as far as that takes people's word.
  ///
  /// @param planHash of what they looked at
  /// @param groups that the person is in
  record Approve(String planHash, List<String> groups) implements Verb {
    public Approve {
      groups = List.copyOf(groups);
    }
  }

  /// The work is not to run, ever.
  record Deny() implements Verb {}

  /// What was asked for, without what is only known of who asks: the same for a call that is
  /// repeated.
  default String asked() {
    return this instanceof Approve(var planHash, _)
        ? "Approve[%s]".formatted(planHash)
        : toString();
  }

  /// What kind of verb it is.
  default Kind kind() {
    return switch (this) {
      case Pause() -> Kind.PAUSE;
      case Resume() -> Kind.RESUME;
      case Stop() -> Kind.STOP;
      case Cancel() -> Kind.CANCEL;
      case Kill() -> Kind.KILL;
      case SkipJobs _ -> Kind.SKIP_JOB;
      case ResolveJobs _ -> Kind.RESOLVE_JOB;
      case SetLimit _ -> Kind.SET_LIMIT;
      case Approve _ -> Kind.APPROVE;
      case Deny() -> Kind.DENY;
    };
  }

  /// Everything that people can do to a work. The last two make a new one of it, and leave it as it
  /// is.
  enum Kind {
    PAUSE,
    RESUME,
    STOP,
    CANCEL,
    KILL,
    SKIP_JOB,
    RESOLVE_JOB,
    SET_LIMIT,
    APPROVE,
    DENY,
    RETRY_FAILED,
    CLONE;

    /// As people say it: `skip job`.
    public String words() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }
}
