package dev.interlock.engine.stop;

import dev.interlock.engine.journal.StoreUnavailable;
import dev.interlock.engine.journal.WorkStore;
import java.util.Optional;

/// The rows that Stop and Go set. A name without a row is not stopped by them.
public final class DatabaseStops implements StopSource {
  private final WorkStore store;

  public DatabaseStops(WorkStore store) {
    this.store = store;
  }

  @Override
  public String name() {
    return "database";
  }

  @Override
  public Silence silence() {
    return Silence.MEANS_NO_OBJECTION;
  }

  @Override
  public Reading read() {
    try {
      var stops = store.stops();
      var entries =
          stops.rows().stream()
              .map(row ->
                  new Entry(
                      row.name(),
                      row.status(),
                      row.reason(),
                      row.actor(),
                      Optional.of(row.since()),
                      row.releaseAsked()))
              .toList();
      return new Reading.Good(entries, stops.epoch());
    } catch (StoreUnavailable e) {
      return new Reading.Bad("the database does not answer: " + e.getMessage());
    }
  }
}
