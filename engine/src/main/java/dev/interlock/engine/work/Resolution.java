package dev.interlock.engine.work;

/// What a person says became of a job, having looked.
public enum Resolution {
  /// It took effect, or somebody did it by hand.
  DONE(JobState.COMPLETED),
  FAILED(JobState.FAILED),
  /// It had no effect, or may have it twice: run it again.
  RUN_AGAIN(JobState.WAITING);

  private final JobState job;

  Resolution(JobState job) {
    this.job = job;
  }

  /// The state of the job after it.
  JobState job() {
    return job;
  }
}
