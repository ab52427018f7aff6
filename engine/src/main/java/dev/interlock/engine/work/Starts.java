package dev.interlock.engine.work;

import java.util.function.IntPredicate;

/// What the machine may start now.
///
/// @param areAllowed whether anything may; what runs goes on in any case
/// @param lets whether a job may whose turn it is: asked in the order in which they would start,
///   and each that is let starts
public record Starts(boolean areAllowed, IntPredicate lets) {
  public static final Starts ALLOWED = new Starts(true, _ -> true);
  public static final Starts HELD = new Starts(false, _ -> false);

  /// Only the jobs that are let.
  public static Starts of(IntPredicate lets) {
    return new Starts(true, lets);
  }
}
