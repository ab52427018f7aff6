package dev.interlock.engine.stop;

import dev.interlock.engine.audit.Decision;
import dev.interlock.engine.journal.AuditUnavailable;
import dev.interlock.engine.journal.Journal;
import dev.interlock.engine.journal.RequestKey;
import dev.interlock.engine.journal.StopRow;
import dev.interlock.engine.journal.StoreUnavailable;
import dev.interlock.engine.journal.Write;
import dev.interlock.engine.journal.WriteResult;
import dev.interlock.engine.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether works of a name may run: the file, the database and the orders of this process together.
/// The most restrictive wins.
///
/// Any thread. Asking is quick and reads no source; each source is read ahead by a thread of its
/// own, so that one that hangs holds nobody up: its last reading goes stale, and stale means stop.
public final class EmergencyStop implements AutoCloseable {
  /// The name that stands for every work.
  public static final String ALL = SourceState.ALL;

  /// Where a release takes two people, the second must follow the first within this time.
  public static final Duration SECOND_WITHIN = Duration.ofMinutes(10);

  private static final int RELEASE_TRIES_MAX = 5;

  /// Whoever took the call keeps its entry of the audit.
  private static final Decision STORED_LATE = Decision.unrecorded("");

  private static final Logger log = LoggerFactory.getLogger(EmergencyStop.class);

  private final List<SourcePoll> polls;
  private final SourcePoll database;
  private final Journal journal;
  private final Clock clock;
  private final int releasePeople;

  /// Orders that their callers' threads are storing now. They stop whatever the sources say.
  private final Set<StopOrder> storedNow = ConcurrentHashMap.newKeySet();

  /// The last order of each name that could not be stored, of which its caller was told that it is
  /// in force: it stops whatever the sources say, and whoever can stores it.
  private final Map<String, StopOrder> promised = new ConcurrentHashMap<>();

  private final AtomicLong orders = new AtomicLong();

  private final Object storing = new Object();

  /// Told after each reading and each order.
  private volatile StoppableWorks works = StoppableWorks.NONE;

  /// Reads nothing yet; see [#start].
  ///
  /// @param file read beside the database
  /// @param releasePeople how many people it takes to take a stop back: 1 or 2
  public EmergencyStop(
      StopSource file,
      DatabaseStops database,
      Journal journal,
      Clock clock,
      StopTimes times,
      int releasePeople) {
    this.releasePeople = releasePeople;
    this.journal = journal;
    this.clock = clock;
    this.database = new SourcePoll(database, clock, times, this::databaseWasRead);
    this.polls = List.of(new SourcePoll(file, clock, times, this::tell), this.database);
  }

  /// Who must hear when something may have changed. Set before [#start].
  public void tells(StoppableWorks told) {
    works = told;
  }

  /// Reads every source once, then goes on reading.
  public void start() {
    polls.forEach(SourcePoll::start);
  }

  /// What holds for a name at this moment.
  public StopVerdict verdictFor(String name) {
    for (var scope : List.of(ALL, name)) {
      for (var order : storedNow) {
        if (order.name().equals(scope)) {
          return order.verdict();
        }
      }
      var order = promised.get(scope);
      if (order != null) {
        return order.verdict();
      }
    }
    StopVerdict strictest = new StopVerdict.Go(0);
    for (var poll : polls) {
      strictest = stricter(strictest, poll.verdictFor(name));
    }
    return strictest;
  }

  private static StopVerdict stricter(StopVerdict one, StopVerdict other) {
    return switch (one) {
      case StopVerdict.Stop _ -> one;
      case StopVerdict.Hold _ -> other instanceof StopVerdict.Stop ? other : one;
      // only the database counts epochs; the other sources say 0
      case StopVerdict.Go(long epoch) ->
          other instanceof StopVerdict.Go(long otherEpoch) && otherEpoch < epoch ? one : other;
    };
  }

  /// What became of an order.
  ///
  /// @param worksStopped how many works of this process it found running and told to stop
  /// @param stored whether the database holds it; if not it is in force here and will be stored as
  ///   soon as the database answers
  /// @param releasedSince it was stored by an earlier call with the same request id, and somebody
  ///   has released it since: it stops nothing any more
  public record Ordered(int worksStopped, boolean stored, boolean releasedSince) {}

  /// Stops a name, or everything. In force before this returns, even while the database is away.
  ///
  /// @return empty when the request id was used for another call before: nothing is stored then,
  ///   and what the order stopped meanwhile stays stopped
  public Optional<Ordered> order(String name, String reason, Decision decision, RequestKey key) {
    var row = new StopRow(name, "stop", reason, decision.who().actor(), now());
    // before it is in force: from then on others tell them too
    int running = works.running(name);
    var order = new StopOrder(orders.incrementAndGet(), row, key);
    storedNow.add(order);
    try {
      log.atInfo()
          .addKeyValue("name", name)
          .addKeyValue("actor", row.actor())
          .log("emergency stop: {}", reason);
      tell();
      if (storeFirst(order, decision) instanceof WriteResult.RequestIdReused) {
        return Optional.empty();
      }
      return Optional.of(new Ordered(running, true, isReleased(readWell(), name)));
    } catch (StoreUnavailable e) {
      promised.merge(name, order, StopOrder::later);
      log.atError()
          .addKeyValue("name", name)
          .log("the stop is in force in this process and could not be stored yet", e);
      return Optional.of(new Ordered(running, false, false));
    } catch (RuntimeException e) { // a bug of ours frees nothing
      promised.merge(name, order, StopOrder::later);
      throw e;
    } finally {
      storedNow.remove(order);
    }
  }

  /// Whether a release takes two people.
  public boolean needsTwoToRelease() {
    return releasePeople > 1;
  }

  /// Takes an order back. What it stopped stays stopped; other sources are not overruled. Where
  /// that takes two people the first only asks for it, and the order holds until the second has
  /// released it too, within [#SECOND_WITHIN]; a new order makes that void.
  ///
  /// @return what holds for the name now; empty when the request id was used for another call
  ///   before
  /// @throws StoreUnavailable when the database does not answer: then the stop stays
  public Optional<StopVerdict> release(
      String name, String reason, Decision decision, RequestKey key) {
    var go = new StopRow(name, "go", reason, decision.who().actor(), now());
    synchronized (storing) {
      // What was ordered before is stored before: should this call only repeat one that was already
      // answered, that order must stay.
      for (var order = promised.get(name); order != null; order = promised.get(name)) {
        storePromised(order);
      }
      if (storeRelease(go, key, decision) instanceof WriteResult.RequestIdReused) {
        return Optional.empty();
      }
    }
    tell();
    return Optional.of(verdictFor(name));
  }

  /// A stop is stored also when the audit cannot be: whoever took the call keeps the entry then.
  private WriteResult storeFirst(StopOrder order, Decision decision) {
    var set = new Write.SetStop(order.row(), order.key());
    try {
      return store(set, decision);
    } catch (AuditUnavailable e) {
      log.atError().addKeyValue("name", order.name()).log("the stop is not in the audit yet", e);
      return store(set, STORED_LATE);
    }
  }

  /// Its caller believes in it. Where the request id was used before, what was stored under it is
  /// this order only if its release came later than the order.
  private void storePromised(StopOrder order) {
    var result = store(new Write.SetStop(order.row(), order.key()), STORED_LATE);
    var now = readWell();
    var stored = now.entries().get(order.name());
    boolean isItsRelease =
        stored != null
            && stored.since().filter(at -> !at.isBefore(order.row().since())).isPresent();
    if (result instanceof WriteResult.RequestIdReused
        || (isReleased(now, order.name()) && !isItsRelease)) {
      store(new Write.SetStop(order.row(), RequestKey.NONE), STORED_LATE);
    }
    promised.remove(order.name(), order);
  }

  /// Whether the database does not stop a name by an entry of its own.
  private static boolean isReleased(SourceState read, String name) {
    var stored = read.entries().get(name);
    return stored == null || stored.isGo();
  }

  /// A release that is not answered may be carried out late, when somebody has stopped everything
  /// again: it says what it is the release of.
  private WriteResult storeRelease(StopRow go, RequestKey key, Decision decision) {
    for (int tries = 0; tries < RELEASE_TRIES_MAX; tries++) {
      var known = readWell();
      var stored =
          Optional.ofNullable(known.entries().get(go.name())).filter(entry -> !entry.isGo());
      var row = stored.map(stop -> released(stop, go)).orElse(go);
      decision.doing(said(stored, row.equals(go)));
      var result = store(new Write.SetStop(row, known.epoch(), key), decision);
      if (!(result instanceof WriteResult.StopChanged)) {
        log.atInfo()
            .addKeyValue("name", go.name())
            .addKeyValue("actor", go.actor())
            .log("emergency stop {}: {}", row.equals(go) ? "released" : "asked back", go.reason());
        return result;
      }
    }
    throw new StoreUnavailable("the emergency stop changes all the time; try again", null);
  }

  /// What the database says, which must have been read well.
  private SourceState readWell() {
    var state = database.state();
    state
        .problem()
        .ifPresent(problem -> {
          throw new StoreUnavailable(problem, null);
        });
    return state;
  }

  private static String said(Optional<StopSource.Entry> stop, boolean isReleased) {
    if (stop.isEmpty()) {
      return "it was not stopped";
    }
    return isReleased ? "" : "asked for; somebody else must release it too";
  }

  /// What a release makes of a stop that is stored.
  private StopRow released(StopSource.Entry stop, StopRow go) {
    boolean isEnough =
        !needsTwoToRelease()
            || stop.releaseAsked().isAwaiting(go.actor(), go.since(), SECOND_WITHIN);
    return isEnough
        ? go
        : new StopRow(
            stop.name(),
            stop.status(),
            stop.reason(),
            stop.actor(),
            stop.since().orElse(go.since()),
            new StopRow.Asked(go.actor(), latest(go.since(), stop.since())));
  }

  /// The clock of the server that stored the stop may be ahead; a request of before it is void.
  private static Instant latest(Instant now, Optional<Instant> stopped) {
    return stopped.filter(now::isBefore).orElse(now);
  }

  /// Writes one row, and reads it back before an order with it is forgotten: so that at no moment
  /// neither holds. One at a time, or an order that is stored late would undo a release.
  private WriteResult store(Write.SetStop set, Decision decision) {
    synchronized (storing) {
      var result = journal.writeAtOnce(set, decision);
      database.readNow();
      return result;
    }
  }

  private Instant now() {
    return Instant.ofEpochMilli(clock.instant().toEpochMilli());
  }

  /// Reads the database's rows anew; for who found that they have changed.
  public void refresh() {
    database.readNow();
  }

  private void tell() {
    works.obey(this);
  }

  private void databaseWasRead() {
    for (var order : List.copyOf(promised.values())) {
      try {
        storeLate(order);
      } catch (StoreUnavailable e) {
        log.atDebug().addKeyValue("name", order.name()).log("the stop cannot be stored yet", e);
      }
    }
    tell();
  }

  private void storeLate(StopOrder order) {
    synchronized (storing) {
      if (order.equals(promised.get(order.name()))) { // else it was stored or released meanwhile
        storePromised(order);
        log.atInfo()
            .addKeyValue("name", order.name())
            .log(
                isReleased(database.state(), order.name())
                    ? "the stop had been stored, and was released since"
                    : "the stop is stored now");
      }
    }
  }

  /// What every source says, by name and then by source.
  public List<Listed> entries() {
    var all = new ArrayList<Listed>();
    for (var poll : polls) {
      for (var entry : poll.state().entries().values()) {
        all.add(new Listed(poll.state().source().name(), entry));
      }
    }
    for (var order : ordered()) {
      var row = order.row();
      all.add(
          new Listed(
              "this process",
              new StopSource.Entry(
                  row.name(), row.status(), row.reason(), row.actor(), Optional.of(row.since()))));
    }
    all.sort(Comparator.comparing((Listed l) -> l.entry().name()).thenComparing(Listed::source));
    return all;
  }

  private Set<StopOrder> ordered() {
    var all = new HashSet<>(promised.values());
    all.addAll(storedNow);
    return all;
  }

  /// An entry with the source that has it.
  public record Listed(String source, StopSource.Entry entry) {}

  /// How the sources themselves are.
  public List<SourceHealth> sources() {
    return polls.stream()
        .map(poll ->
            new SourceHealth(poll.state().source().name(), poll.trouble(), poll.state().readAt()))
        .toList();
  }

  /// How one source is.
  ///
  /// @param trouble empty when it was read well, and lately
  public record SourceHealth(String source, Optional<SourceTrouble> trouble, Instant readAt) {
    public Optional<String> problem() {
      return trouble.map(SourceTrouble::problem);
    }
  }

  @Override
  public void close() {
    polls.forEach(SourcePoll::close);
  }
}
