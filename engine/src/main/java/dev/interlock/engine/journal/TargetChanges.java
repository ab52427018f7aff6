package dev.interlock.engine.journal;

import java.util.List;

/// What an entry of a journal changes in the use of targets: first some jobs of the work let go of
/// all that they touch, then others take what they are going to.
///
/// @param letGo numbers of jobs that touch nothing any more
/// @param taken by jobs whose attempts the entry starts; may name what the same job has already
public record TargetChanges(List<Integer> letGo, List<TargetUse> taken) {
  public static final TargetChanges NONE = new TargetChanges(List.of(), List.of());

  public TargetChanges {
    letGo = List.copyOf(letGo);
    taken = List.copyOf(taken);
  }

  public boolean areNone() {
    return letGo.isEmpty() && taken.isEmpty();
  }

  /// Whether a target that another job has is free by this entry, or was that job's already.
  public boolean mayTakeFrom(TargetUse holder, TargetUse wanted) {
    return holder.work().equals(wanted.work())
        && (holder.job() == wanted.job() || letGo.contains(holder.job()));
  }
}
