package dev.interlock.engine.journal;

import java.time.Duration;
import java.time.Instant;

/// What the database says of a name: a row of the emergency stop.
///
/// @param name a WorkReq name, or `all`
/// @param status `stop` or `go`
/// @param releaseAsked who wants a stop to be taken back, where that takes two people
public record StopRow(
    String name, String status, String reason, String actor, Instant since, Asked releaseAsked) {
  /// A row of which nobody has asked anything.
  public StopRow(String name, String status, String reason, String actor, Instant since) {
    this(name, status, reason, actor, since, Asked.BY_NOBODY);
  }

  /// The first of two people's word.
  ///
  /// @param actor empty for nobody
  public record Asked(String actor, Instant at) {
    public static final Asked BY_NOBODY = new Asked("", Instant.EPOCH);

    /// Whether somebody else's word, at that moment, would be the second.
    public boolean isAwaiting(String another, Instant now, Duration validFor) {
      return !actor.isEmpty() && !actor.equals(another) && now.isBefore(at.plus(validFor));
    }
  }
}
