package dev.interlock.plugin;

import java.util.List;

/// A kind of job that requests can name. The first of the two seams.
///
/// One object serves every job of its type, of all works, on many threads at once: it must hold no
/// state. What differs from job to job arrives as [Args] and [JobContext].
///
/// Found by `java.util.ServiceLoader`; needs a public constructor without parameters.
public interface JobType {

  /// Its catalogue entry. Always the same value.
  JobSpec spec();

  /// What the declared types cannot say, for instance that a bucket is not configured. Called at
  /// Submit and again at Exec, after the declared types were checked. Must be quick and change
  /// nothing.
  ///
  /// @return what is wrong, each with the path below `args`, for instance `bucket`; empty when it
  ///   may run
  default List<Violation> check(Args args, JobEnvironment environment) {
    return List.of();
  }

  /// The things this job would touch, for instance the machine whose disk is erased. No two jobs of
  /// any works run at once that touch the same: the later one waits. A job that is to be tried
  /// again, or of which nobody knows what it did, still touches them.
  ///
  /// Asked only where [Effect#targets] says that there are any. Must be quick and say the same for
  /// the same arguments; what it throws at Submit refuses the work.
  default List<Target> targets(Args args) {
    return List.of();
  }

  /// Looks what an attempt did whose outcome is not known: after a crash, a timeout or a stop, and
  /// before it is tried again. Only for job types that are [CrashClass#VERIFIABLE], whose every
  /// attempt has ended by then. Must change nothing, and end soon after the thread is interrupted.
  /// Whatever it throws counts as [Probe.Found#CANNOT_TELL].
  ///
  /// @param context of the attempt
  default Probe probe(JobContext context, Args args) throws Exception {
    return new Probe(Probe.Found.CANNOT_TELL, "its job type has no probe");
  }

  /// Runs one attempt, in a straight line on a virtual thread of its own.
  ///
  /// Must end soon after the thread is interrupted, which is how a stop and a timeout reach it;
  /// blocking calls that throw `InterruptedException` do this by themselves. Whatever else it
  /// throws counts as [Outcome.Failed].
  ///
  /// @throws InterruptedException when it was interrupted and has ended without finishing
  Outcome run(JobContext context, Args args) throws Exception;
}
