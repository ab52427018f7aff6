package dev.interlock.plugin;

/// What running a job does to the world.
///
/// @param result one line: what is true after it succeeded
/// @param targets one line: what it touches, as [JobType#targets] names it; empty when it touches
///   nothing that another job must not touch meanwhile
/// @param crashClass what a lost outcome means
/// @param sideEffectFree whether it changes nothing, however often it runs: it looks, or waits.
///   Only such a job may be a check, which runs when nobody asked for it and again and again
public record Effect(String result, String targets, CrashClass crashClass, boolean sideEffectFree) {
  public Effect {
    if (sideEffectFree && (crashClass != CrashClass.IDEMPOTENT || !targets.isEmpty())) {
      throw new IllegalArgumentException(
          "what has no side effects is IDEMPOTENT and touches nothing; this is %s and touches \"%s\""
              .formatted(crashClass, targets));
    }
  }

  /// Of a job that changes something.
  public Effect(String result, String targets, CrashClass crashClass) {
    this(result, targets, crashClass, false);
  }

  /// Of a job that changes nothing.
  public static Effect none(String result) {
    return new Effect(result, "", CrashClass.IDEMPOTENT, true);
  }
}
