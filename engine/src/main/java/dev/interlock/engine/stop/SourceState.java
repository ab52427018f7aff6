package dev.interlock.engine.stop;

import dev.interlock.engine.stop.StopSource.Entry;
import dev.interlock.engine.stop.StopSource.Reading;
import dev.interlock.engine.stop.StopSource.Silence;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// A source's last reading, ready to be asked. Immutable.
final class SourceState {
  /// The name that stands for every work.
  static final String ALL = "all";

  private final StopSource source;
  private final Reading reading;
  private final Map<String, Entry> byName;
  private final int badInARow;
  private final Instant since;
  private final long readNanos;
  private final Instant readAt;

  /// @param since the first of the bad readings in a row; of a good one, when it was read
  private SourceState(
      StopSource source,
      Reading reading,
      int badInARow,
      Instant since,
      long readNanos,
      Instant readAt) {
    this.source = source;
    this.reading = reading;
    this.badInARow = badInARow;
    this.since = since;
    this.readNanos = readNanos;
    this.readAt = readAt;
    this.byName =
        switch (reading) {
          case Reading.Good(var entries, _) ->
              entries.stream()
                  .collect(
                      Collectors.toMap(
                          Entry::name,
                          Function.identity(),
                          (one, twin) -> one.isGo() ? twin : one));
          case Reading.Bad _ -> Map.of();
        };
  }

  static SourceState first(StopSource source, Reading reading, long nanos, Instant at) {
    return new SourceState(source, reading, isBad(reading) ? 1 : 0, at, nanos, at);
  }

  SourceState next(Reading newer, long nanos, Instant at) {
    return isBad(newer)
        ? new SourceState(source, newer, badInARow + 1, isBad() ? since : at, nanos, at)
        : new SourceState(source, newer, 0, at, nanos, at);
  }

  private static boolean isBad(Reading reading) {
    return reading instanceof Reading.Bad;
  }

  /// What this source alone says of a name.
  ///
  /// @param ageMaxNanos a reading older than this says nothing
  StopVerdict verdictFor(String name, long nowNanos, long ageMaxNanos) {
    return trouble(nowNanos, ageMaxNanos)
        .map(this::verdictOf)
        .orElseGet(() -> verdictOfEntries(name, epoch()));
  }

  private StopVerdict verdictOf(SourceTrouble trouble) {
    var reason = source.name() + ": " + trouble.problem();
    return switch (trouble.effect()) {
      case HOLDS -> new StopVerdict.Hold(reason);
      case STOPS -> new StopVerdict.Stop(reason);
    };
  }

  /// As of the last reading; 0 when that was bad.
  long epoch() {
    return reading instanceof Reading.Good(_, long epoch) ? epoch : 0;
  }

  /// What keeps this source from being asked; empty when nothing does.
  ///
  /// @param ageMaxNanos a reading older than this says nothing
  Optional<SourceTrouble> trouble(long nowNanos, long ageMaxNanos) {
    long age = nowNanos - readNanos;
    if (age > ageMaxNanos) {
      var problem = "it was not read for more than %d ms".formatted(ageMaxNanos / 1_000_000);
      return Optional.of(withoutWord(problem, age > 2 * ageMaxNanos));
    }
    return problem().map(problem -> withoutWord(problem, badInARow > 1));
  }

  /// What a source says that cannot be read: at first nothing may start. When it stays so, one that
  /// must have an entry for each name has none, which stops; the others go on holding, for nothing
  /// starts without them anyhow, and a database that moves to another machine must not end a
  /// fleet's works.
  private SourceTrouble withoutWord(String problem, boolean forLong) {
    boolean stops = forLong && source.silence() == Silence.MEANS_STOP;
    return new SourceTrouble(
        stops ? SourceTrouble.Effect.STOPS : SourceTrouble.Effect.HOLDS, problem, since);
  }

  private StopVerdict verdictOfEntries(String name, long epoch) {
    var all = byName.get(ALL);
    if (all != null && !all.isGo()) {
      return new StopVerdict.Stop(reasonOf(all));
    }
    var entry = byName.get(name);
    if (entry != null) {
      return entry.isGo() ? new StopVerdict.Go(epoch) : new StopVerdict.Stop(reasonOf(entry));
    }
    return source.silence() == Silence.MEANS_STOP
        ? new StopVerdict.Stop("the %s has no entry for %s".formatted(source.name(), name))
        : new StopVerdict.Go(epoch);
  }

  private String reasonOf(Entry entry) {
    return "the %s says %s for %s%s%s"
        .formatted(
            source.name(),
            entry.status(),
            entry.name(),
            entry.reason().isEmpty() ? "" : ": " + entry.reason(),
            entry.actor().isEmpty() ? "" : " (" + entry.actor() + ")");
  }

  StopSource source() {
    return source;
  }

  Map<String, Entry> entries() {
    return byName;
  }

  boolean isBad() {
    return isBad(reading);
  }

  Optional<String> problem() {
    return reading instanceof Reading.Bad(var problem) ? Optional.of(problem) : Optional.empty();
  }

  Instant readAt() {
    return readAt;
  }
}
