package dev.interlock.engine.journal;

import dev.interlock.engine.access.NameScope;
import dev.interlock.engine.work.WorkState;
import java.util.List;
import java.util.Set;

/// Which works a list shows: those for which all of this holds.
///
/// @param name empty for all
/// @param states in one of these; empty for all
/// @param submitter who submitted it; empty for all
/// @param created when it was submitted
/// @param idStart how its id begins, in the form of [dev.interlock.engine.work.WorkId]; empty for
///   all
/// @param labels what its labels must all have; empty for all
/// @param scope only works of these names, whatever `name` says
public record WorkFilter(
    String name,
    Set<WorkState> states,
    String submitter,
    Span created,
    String idStart,
    List<LabelMatch> labels,
    NameScope scope) {
  public static final WorkFilter ALL = of("", Set.of());

  public WorkFilter {
    states = Set.copyOf(states);
    labels = List.copyOf(labels);
  }

  public static WorkFilter of(String name, Set<WorkState> states) {
    return new WorkFilter(name, states, "", Span.EVER, "", List.of(), NameScope.ALL);
  }

  /// The same, but only of works of these names.
  public WorkFilter within(NameScope names) {
    return new WorkFilter(name, states, submitter, created, idStart, labels, names);
  }

  /// A span of time, in milliseconds since the epoch.
  ///
  /// @param from the first that is in it
  /// @param until the first after it that is not
  public record Span(long from, long until) {
    public static final Span EVER = new Span(Long.MIN_VALUE, Long.MAX_VALUE);

    public boolean has(long millis) {
      return from <= millis && millis < until;
    }
  }
}
