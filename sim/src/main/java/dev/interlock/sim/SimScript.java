package dev.interlock.sim;

import dev.interlock.plugin.Probe;
import java.util.SplittableRandom;

/// What one attempt of a job does, as the seed wrote it.
///
/// @param effectAfter when it has its effect, should it come so far; negative for never
/// @param reactsAfter how long it goes on when it is told to end; negative for ever
/// @param waitsForToken whether it waits when there is none, or else fails
record SimScript(
    EffectLog.End end,
    long takes,
    long effectAfter,
    long reactsAfter,
    long saysSoAfter,
    boolean waitsForToken,
    Look look) {

  /// What its probe does.
  ///
  /// @param takes how long it looks; negative until it is interrupted
  record Look(Kind kind, long takes) {
    enum Kind {
      HONEST,
      CANNOT_TELL,
      THROWS
    }

    private static Look of(SplittableRandom chance, Faults faults) {
      var kind = Kind.HONEST;
      if (faults.strikes(Fault.PROBE_FAILS, chance, 8)) {
        kind = Kind.THROWS;
      } else if (faults.strikes(Fault.PROBE_UNSURE, chance, 8)) {
        kind = Kind.CANNOT_TELL;
      }
      boolean isSilent = faults.strikes(Fault.PROBE_SILENT, chance, 12);
      long takes = chance.nextInt(4) == 0 ? chance.nextInt(3_000) : chance.nextInt(300);
      return new Look(kind, isSilent ? -1 : takes);
    }

    /// What it says.
    ///
    /// @param hadEffect the truth
    Probe.Found says(boolean hadEffect) {
      if (kind != Kind.HONEST) {
        return Probe.Found.CANNOT_TELL;
      }
      return hadEffect ? Probe.Found.DONE : Probe.Found.NOT_DONE;
    }
  }

  static SimScript of(SplittableRandom chance, Faults faults, boolean isVerifiable) {
    var end = EffectLog.End.SUCCEEDED;
    if (faults.strikes(Fault.JOB_FATAL, chance, 25)) {
      end = EffectLog.End.FATAL;
    } else if (faults.strikes(Fault.JOB_FAILS, chance, 4)) {
      end = EffectLog.End.FAILED;
    }
    long takes = chance.nextInt(4) == 0 ? chance.nextInt(3_000) : chance.nextInt(300);
    if (faults.strikes(Fault.JOB_TOO_LONG, chance, 12)) {
      takes = SimAttempt.TIMEOUT.toMillis() + 5_000;
    }
    long reacts = chance.nextInt(1_000);
    if (faults.strikes(Fault.JOB_IGNORES_INTERRUPT, chance, 5)) {
      reacts = chance.nextBoolean() ? -1 : chance.nextInt(3_000, 12_000);
    }
    long saysSo = faults.strikes(Fault.JOB_ENDS_LATE, chance, 8) ? chance.nextInt(15_000) : 0;
    boolean waitsForToken = chance.nextInt(4) > 0;
    if (!isVerifiable) {
      return new SimScript(
          end, takes, -1, reacts, saysSo, waitsForToken, new Look(Look.Kind.HONEST, 0));
    }
    boolean hasEffect = end == EffectLog.End.SUCCEEDED || chance.nextInt(3) == 0;
    long effectAfter = hasEffect ? chance.nextLong(takes + 1) : -1;
    return new SimScript(
        end, takes, effectAfter, reacts, saysSo, waitsForToken, Look.of(chance, faults));
  }
}
