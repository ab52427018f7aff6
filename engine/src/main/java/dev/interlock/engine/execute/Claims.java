package dev.interlock.engine.execute;

import dev.interlock.engine.journal.Claim;
import dev.interlock.engine.journal.Journal;
import dev.interlock.engine.journal.StoreUnavailable;
import dev.interlock.engine.journal.WorkRecord;
import dev.interlock.engine.journal.WorkStore;
import dev.interlock.engine.journal.Write;
import dev.interlock.engine.journal.Write.Take.Owner;
import dev.interlock.engine.journal.WriteResult;
import dev.interlock.engine.replica.Tenure;
import dev.interlock.engine.work.VerbTable;
import dev.interlock.engine.work.WorkId;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes works for this process and has them run, and lets go of them. Any thread.
public final class Claims {
  private static final Logger log = LoggerFactory.getLogger(Claims.class);

  private static final int LET_GO_AT_ONCE = 1_000;

  private final WorkStore store;
  private final Journal journal;
  private final LiveWorks live;
  private final Tenure tenure;

  public Claims(Journal journal, LiveWorks live, Tenure tenure) {
    this.store = journal.store();
    this.journal = journal;
    this.live = live;
    this.tenure = tenure;
  }

  /// What came of an order.
  public sealed interface Tried {
    record Answered(Order.Result result) implements Tried {}

    /// Somebody else here has just come for the work, or leaves it: [#awaitTurn], and look at it
    /// anew.
    record Busy() implements Tried {}

    /// The work was not to be had: another server has it, it has changed, or this one may run
    /// nothing.
    record Refused() implements Tried {}
  }

  /// Has an order carried out: by the work's runner, or by one that comes for it.
  ///
  /// @throws StoreUnavailable when the store does not answer, or nobody knows what became of it
  public Tried order(WorkRecord work, Order order) throws InterruptedException {
    var result = live.order(work.id(), order);
    if (result.isPresent()) {
      return new Tried.Answered(result.get());
    }
    var state = work.summary().state();
    var verb = order.verb().kind();
    if (VerbTable.cell(state, verb) instanceof VerbTable.Cell.Refuses) {
      return new Tried.Answered(new Order.Result.No(VerbTable.refused(state, verb)));
    }
    if (!live.mayRun()) {
      return new Tried.Refused();
    }
    if (!live.comeWithoutRoom(work.id())) {
      return new Tried.Busy();
    }
    var another = order.again(); // nobody completes the answer of one that a runner has left
    if (!claim(work, Optional.of(another))) {
      return new Tried.Refused();
    }
    return another.awaitAnswer().<Tried>map(Tried.Answered::new).orElseGet(Tried.Busy::new);
  }

  /// Has an order carried out though another server owns the work, and lives: that one does not
  /// answer. Of what runs there nobody knows what becomes of it, and what it still writes is
  /// refused.
  ///
  /// @return empty when the work has changed hands, or has ended
  /// @throws StoreUnavailable as [#order]
  public Optional<Order.Result> orderRegardless(WorkRecord work, Order order)
      throws InterruptedException {
    if (!live.comeWithoutRoom(work.id())) {
      return Optional.empty();
    }
    var another = order.again();
    return claim(work, Owner.ANY, Optional.of(another)) ? another.awaitAnswer() : Optional.empty();
  }

  /// Waits, where somebody here has just come for a work or is leaving it, until that is over.
  public void awaitTurn(WorkId id) throws InterruptedException {
    live.awaitTurn(id);
  }

  /// Claims a work that has come to [LiveWorks], and runs it; else it goes from there again.
  ///
  /// @param order what it has come for; empty when it is to be run
  /// @return whether it runs
  /// @throws StoreUnavailable when the store does not answer
  boolean claim(WorkRecord work, Optional<Order> order) {
    return claim(work, Owner.GONE, order);
  }

  private boolean claim(WorkRecord work, Owner owner, Optional<Order> order) {
    boolean runs = false;
    try {
      // else it ended, or somebody was faster
      if (journal.write(new Write.Take(work.id(), work.fence(), owner))
          instanceof WriteResult.Claimed(var claim, _)) {
        log.atInfo()
            .addKeyValue("work", work.id())
            .addKeyValue("name", work.origin().name())
            .log("claimed, fence {}", claim.fence());
        var folded = Folded.toGoOnFrom(store, work.id(), store.requestOf(work.id()));
        order.ifPresentOrElse(
            first -> live.run(claim, work, folded, first, owner),
            () -> live.run(claim, work, folded));
        runs = true;
      }
    } catch (StoreUnavailable e) {
      throw e;
    } catch (RuntimeException e) {
      log.atError()
          .addKeyValue("work", work.id())
          .log("this work cannot be read; it is put aside", e);
      live.putAside(new Claim(work.id(), work.fence() + 1));
      if (order.isPresent()) {
        throw e; // whoever gave it must hear of this
      }
    } finally {
      if (!runs) {
        live.giveRoomBack(work.id());
      }
    }
    return runs;
  }

  /// Lets go of works that were put aside: another server may understand them.
  ///
  /// @throws StoreUnavailable when the store does not answer
  void letGoOfThoseAside() {
    var works = live.toLetGo();
    if (!works.isEmpty()) {
      tenure.letGo(works);
      live.haveLetGo(works);
    }
  }

  /// While this server drains: lets go of works of which nothing runs here, and says so when
  /// nothing runs at all.
  ///
  /// @return whether there may be more to let go of
  /// @throws StoreUnavailable when the store does not answer
  boolean letGo() {
    boolean isIdle = live.isIdle(); // what comes from now on starts nothing
    int max = live.count() + LET_GO_AT_ONCE;
    var owned = tenure.owned(max);
    // one that comes after this look has another claim by then, and is not let go of
    var idle = owned.stream().filter(claim -> !live.isLive(claim.id())).toList();
    if (!idle.isEmpty()) {
      tenure.letGo(idle);
      log.info("let go of {} works; others go on with them", idle.size());
    }
    if (isIdle) {
      tenure.drained();
    }
    return owned.size() == max;
  }
}
