package dev.interlock.engine.stop;

import static dev.interlock.engine.stop.ScriptedSource.entry;
import static dev.interlock.engine.stop.SourceTrouble.Effect.HOLDS;
import static dev.interlock.engine.stop.SourceTrouble.Effect.STOPS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.journal.InMemoryStore;
import dev.interlock.engine.stop.StopSource.Entry;
import dev.interlock.engine.stop.StopSource.Reading;
import dev.interlock.engine.time.ManualClock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What one source alone says, by its last reading.
class SourceStateTest {
  private static final long STALE = 2_000;
  private static final Reading BAD = new Reading.Bad("half a file");

  private final StopSource file = ScriptedSource.letting();
  private final StopSource database = new DatabaseStops(new InMemoryStore());

  private static Reading good(Entry... entries) {
    return new Reading.Good(List.of(entries), 7);
  }

  private static SourceState state(StopSource source, Reading reading) {
    return SourceState.first(source, reading, 0, ManualClock.NOON);
  }

  private static StopVerdict verdict(SourceState state, long now) {
    return state.verdictFor("Drill", now, STALE);
  }

  private static StopVerdict verdict(StopSource source, Entry... entries) {
    return verdict(state(source, good(entries)), 0);
  }

  @Test
  void only_exactly_go_is_go() {
    assertThat(verdict(file, entry("Drill", "go"))).isEqualTo(new StopVerdict.Go(7));
    for (var status : List.of("stop", "Go", "GO", " go", "go ", "", "yes", "hold")) {
      assertThat(verdict(file, entry("Drill", status))).isInstanceOf(StopVerdict.Stop.class);
    }
  }

  @Test
  void a_name_without_an_entry_is_stopped_by_the_file_and_not_by_the_database() {
    assertThat(verdict(file)).isInstanceOf(StopVerdict.Stop.class);
    assertThat(verdict(file, entry("drill", "go"))).isInstanceOf(StopVerdict.Stop.class);
    assertThat(verdict(database)).isEqualTo(new StopVerdict.Go(7));
  }

  @Test
  void removing_an_entry_that_says_go_or_is_of_another_name_never_lets_run() {
    var random = new SplittableRandom(1);
    for (int run = 0; run < 20_000; run++) {
      var entries = randomEntries(random);
      int at = random.nextInt(entries.size());
      var less = new ArrayList<>(entries);
      var removed = less.remove(at);
      boolean isRelease =
          !removed.isGo() && (removed.name().equals("Drill") || removed.name().equals("all"));
      for (var source : List.of(file, database)) {
        boolean mayRun = verdict(source, less.toArray(Entry[]::new)) instanceof StopVerdict.Go;
        boolean mightRun = verdict(source, entries.toArray(Entry[]::new)) instanceof StopVerdict.Go;
        assertThat(mayRun && !mightRun && !isRelease)
            .as("%s without %s, by the %s", entries, removed, source.name())
            .isFalse();
      }
    }
  }

  private static List<Entry> randomEntries(SplittableRandom random) {
    var names = List.of("Drill", "drill", "all", "Other");
    var words = List.of("go", "go", "stop", "Go", "");
    return Stream.generate(() ->
            entry(names.get(random.nextInt(names.size())), words.get(random.nextInt(words.size()))))
        .limit(random.nextInt(1, 5))
        .toList();
  }

  @Test
  void all_that_is_not_go_stops_every_name() {
    assertThat(verdict(file, entry("all", "stop"), entry("Drill", "go")))
        .isInstanceOf(StopVerdict.Stop.class);
    assertThat(verdict(database, entry("all", "stop"))).isInstanceOf(StopVerdict.Stop.class);
  }

  @Test
  void all_that_is_go_lets_nobody_run_whom_the_file_does_not_name() {
    assertThat(verdict(file, entry("all", "go"))).isInstanceOf(StopVerdict.Stop.class);
    assertThat(verdict(file, entry("all", "go"), entry("Drill", "stop")))
        .isInstanceOf(StopVerdict.Stop.class);
  }

  @Test
  void a_name_that_is_there_twice_counts_by_its_stop() {
    assertThat(verdict(file, entry("Drill", "go"), entry("Drill", "stop")))
        .isInstanceOf(StopVerdict.Stop.class);
    assertThat(verdict(file, entry("Drill", "stop"), entry("Drill", "go")))
        .isInstanceOf(StopVerdict.Stop.class);
  }

  @Test
  void bad_once_holds_and_bad_twice_stops() {
    var once = state(file, good(entry("Drill", "go"))).next(BAD, 1, ManualClock.NOON);
    var twice = once.next(BAD, 2, ManualClock.NOON);

    assertThat(verdict(once, 1)).isEqualTo(new StopVerdict.Hold("file: half a file"));
    assertThat(verdict(twice, 2)).isEqualTo(new StopVerdict.Stop("file: half a file"));
    assertThat(verdict(state(file, BAD), 0)).isInstanceOf(StopVerdict.Hold.class);
  }

  @Test
  void a_source_that_only_objects_holds_however_long_it_cannot_be_read() {
    var bad = state(database, good()).next(BAD, 1, ManualClock.NOON).next(BAD, 2, ManualClock.NOON);

    assertThat(verdict(bad, 2)).isEqualTo(new StopVerdict.Hold("database: half a file"));
    assertThat(verdict(bad, 1_000 * STALE)).isInstanceOf(StopVerdict.Hold.class);
    assertThat(verdict(state(database, good()), 1_000 * STALE))
        .isInstanceOf(StopVerdict.Hold.class);
  }

  @Test
  void a_good_reading_makes_up_for_bad_ones() {
    var good = good(entry("Drill", "go"));
    var state = state(file, BAD).next(BAD, 1, ManualClock.NOON).next(good, 2, ManualClock.NOON);

    assertThat(verdict(state, 2)).isEqualTo(new StopVerdict.Go(7));
    assertThat(state.problem()).isEmpty();
    assertThat(verdict(state.next(BAD, 3, ManualClock.NOON), 3))
        .isInstanceOf(StopVerdict.Hold.class);
  }

  @Test
  void a_stale_reading_holds_and_then_stops_whatever_it_said() {
    for (var reading : List.of(good(entry("Drill", "go")), BAD)) {
      var state = state(file, reading);
      assertThat(verdict(state, STALE + 1)).isInstanceOf(StopVerdict.Hold.class);
      assertThat(verdict(state, 2 * STALE)).isInstanceOf(StopVerdict.Hold.class);
      assertThat(verdict(state, 2 * STALE + 1)).isInstanceOf(StopVerdict.Stop.class);
    }
    assertThat(verdict(state(file, good(entry("Drill", "go"))), STALE))
        .isInstanceOf(StopVerdict.Go.class);
  }

  @Test
  void what_is_wrong_says_whether_it_holds_or_stops_and_since_when() {
    var at = ManualClock.NOON;
    var once = state(file, good(entry("Drill", "go"))).next(BAD, 1, at.plusMillis(1));
    var twice = once.next(BAD, 2, at.plusMillis(2));
    var away = state(database, good()).next(BAD, 1, at).next(BAD, 2, at.plusMillis(2));

    assertThat(once.trouble(1, STALE)).contains(trouble(HOLDS, "half a file", at.plusMillis(1)));
    assertThat(twice.trouble(2, STALE)).contains(trouble(STOPS, "half a file", at.plusMillis(1)));
    assertThat(away.trouble(2, STALE)).contains(trouble(HOLDS, "half a file", at));
    assertThat(twice.next(good(), 3, at).trouble(3, STALE)).isEmpty();
  }

  @Test
  void a_source_that_is_not_read_any_more_is_in_trouble_though_its_last_reading_was_good() {
    long stale = STALE * 1_000_000;
    var problem = "it was not read for more than 2000 ms";
    for (var source : List.of(file, database)) {
      var state = state(source, good());

      assertThat(state.trouble(stale, stale)).isEmpty();
      assertThat(state.trouble(stale + 1, stale))
          .contains(trouble(HOLDS, problem, ManualClock.NOON));
      assertThat(state.trouble(2 * stale + 1, stale))
          .contains(trouble(source.equals(file) ? STOPS : HOLDS, problem, ManualClock.NOON));
    }
  }

  private static SourceTrouble trouble(SourceTrouble.Effect effect, String problem, Instant since) {
    return new SourceTrouble(effect, problem, since);
  }

  @Test
  void the_reason_says_which_source_says_what_and_who_said_it() {
    var row = new Entry("Drill", "stop", "smoke", "bob", java.util.Optional.empty());

    assertThat(verdict(database, row))
        .isEqualTo(new StopVerdict.Stop("the database says stop for Drill: smoke (bob)"));
  }
}
