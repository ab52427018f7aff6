package dev.interlock.engine.stop;

import dev.interlock.engine.journal.StopRow;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// One place that says which names may run. Read by one thread at a time.
public interface StopSource {

  /// `file` or `database`.
  String name();

  /// What it means that the source has no entry for a name.
  Silence silence();

  /// Reads it anew, by content.
  Reading read();

  /// The meaning of a missing entry.
  enum Silence {
    /// The source is a list of what may run.
    MEANS_STOP,
    /// The source only objects.
    MEANS_NO_OBJECTION
  }

  /// What a source said.
  sealed interface Reading {

    /// It was read, and is in order.
    ///
    /// @param entries at most one a name
    /// @param epoch raised whenever the database's rows change; 0 for a source without one
    record Good(List<Entry> entries, long epoch) implements Reading {
      public Good {
        entries = List.copyOf(entries);
      }
    }

    /// Nobody can say what may run, so nothing may.
    ///
    /// @param problem what is wrong, where, and what to do
    record Bad(String problem) implements Reading {}
  }

  /// What a source says of one name.
  ///
  /// @param name a WorkReq name, or `all`
  /// @param status exactly `go` is go; everything else is stop
  /// @param actor who set it; empty when the source does not know
  /// @param releaseAsked see [StopRow]
  record Entry(
      String name,
      String status,
      String reason,
      String actor,
      Optional<Instant> since,
      StopRow.Asked releaseAsked) {
    /// What nobody has asked to be taken back.
    public Entry(String name, String status, String reason, String actor, Optional<Instant> since) {
      this(name, status, reason, actor, since, StopRow.Asked.BY_NOBODY);
    }

    public boolean isGo() {
      return status.equals("go");
    }
  }
}
