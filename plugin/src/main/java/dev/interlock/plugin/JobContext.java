package dev.interlock.plugin;

import java.time.Duration;

/// What an attempt may do besides its own work. Used by the attempt's thread alone.
public interface JobContext extends JobEnvironment {

  /// The id of the work that the job belongs to.
  String workId();

  /// 1 for the first attempt of this job, 2 for the next.
  int attempt();

  /// The same for every attempt of this job and different for any other job, for ever: what to hand
  /// to systems that can refuse to do a thing twice.
  String idempotencyKey();

  /// Shows how far the attempt is.
  ///
  /// @param percent 0 to 100; what lies outside is moved to the nearest end
  /// @param note a few words, shown to whoever watches
  void progress(int percent, String note);

  /// Adds a line to the attempt's output. Never put a secret here.
  void log(String line);

  /// Waits on the server's clock.
  void sleep(Duration pause) throws InterruptedException;

  /// Takes one token from a configured bucket, without waiting.
  ///
  /// The grant belongs to this job: asking again, also in a later attempt, gives the same grant and
  /// takes nothing.
  ///
  /// @throws IllegalArgumentException when no such bucket is configured
  Grant takeToken(String bucket) throws InterruptedException;
}
