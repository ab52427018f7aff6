package dev.interlock.store.postgres;

import dev.interlock.engine.audit.AuditEntry;
import dev.interlock.engine.journal.AuditUnavailable;
import dev.interlock.engine.journal.StoreUnavailable;
import dev.interlock.engine.journal.Write;
import dev.interlock.engine.journal.WriteResult;
import dev.interlock.store.sql.Refusals;
import dev.interlock.store.sql.Session;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/// A connection that writes, and the thread that it belongs to: one of the system's, which nobody
/// interrupts, for a socket is closed when a virtual thread is interrupted that waits for it, and
/// waits longer for every answer. Any thread may commit; one at a time gets through. After a
/// failure the next commit starts with a new connection.
final class Committer implements AutoCloseable {
  private static final String LOCK_NOT_AVAILABLE = "55P03";

  /// serialization_failure, deadlock_detected, lock_not_available, unique_violation (a request id
  /// that another server used in the same moment, or a work that it took): nothing was changed, and
  /// the next try sees more.
  private static final Set<String> NOT_APPLIED =
      Set.of("40001", "40P01", LOCK_NOT_AVAILABLE, "23505");

  private static final int TRIES_MAX = 5;

  private final Connector connector;
  private final String replica;
  private final ExecutorService thread;
  private final Remembered remembered = new Remembered();
  private Writing writing;
  private boolean isBroken;

  private Committer(Connector connector, String replica, ExecutorService thread, Writing writing) {
    this.connector = connector;
    this.replica = replica;
    this.thread = thread;
    this.writing = writing;
  }

  /// @param name of the thread
  static Committer open(Connector connector, String replica, String name) throws SQLException {
    var writing = Writing.on(connector);
    var factory = Thread.ofPlatform().daemon().name(name).factory();
    return new Committer(connector, replica, Executors.newSingleThreadExecutor(factory), writing);
  }

  /// All that it does finds rows by their keys, however many there are, so one plan is as good as
  /// another, and to make one costs more than to carry it out. The number of rows that each
  /// transaction happens to bring would have the database make one every time; and one that was
  /// made while the tables were small would read all of them ever after.
  private static final String PLANS =
      """
      set plan_cache_mode = force_generic_plan;
      set enable_seqscan = off; set enable_hashjoin = off; set enable_mergejoin = off
      """;

  /// A connection and what writes through it.
  private record Writing(Session session, Refusals refusals, Tokens tokens) {
    static Writing on(Connector connector) throws SQLException {
      var session = new Session(connector.connect());
      session.execute(PLANS);
      return new Writing(
          session, new Refusals(session, PostgresDialect.INSTANCE), new Tokens(session));
    }

    Connection connection() {
      return session.connection();
    }

    /// Ends a transaction that failed.
    void rollback() throws SQLException {
      if (!connection().getAutoCommit()) {
        connection().rollback();
        connection().setAutoCommit(true);
      }
    }
  }

  /// A transaction that may have to be tried again.
  private interface Transaction<T> {
    T run() throws SQLException;
  }

  /// Carries writes out; the wait for it cannot be interrupted.
  List<WriteResult> commit(List<Write> writes) {
    Future<List<WriteResult>> committed;
    try {
      committed = thread.submit(() -> commitHere(writes));
    } catch (RejectedExecutionException _) {
      throw connector.closed();
    }
    boolean isInterrupted = false;
    try {
      while (true) {
        try {
          return committed.get();
        } catch (InterruptedException _) {
          isInterrupted = true;
        }
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof StoreUnavailable known
          ? known
          : new StoreUnavailable("bug: " + e.getCause(), e.getCause());
    } finally {
      if (isInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private List<WriteResult> commitHere(List<Write> writes) {
    boolean isCommitted = false;
    try {
      if (isBroken) {
        writing = Writing.on(connector);
        isBroken = false;
      }
      var results = carryOut(writes);
      isCommitted = true;
      return results;
    } catch (SQLException e) {
      throw e instanceof AuditBatch.AuditFailed
          ? new AuditUnavailable(String.valueOf(e.getMessage()), e)
          : connector.unavailable("write", e);
    } finally {
      if (!isCommitted) {
        abandon();
      }
    }
  }

  private List<WriteResult> carryOut(List<Write> writes) throws SQLException {
    // a stop is stored without its entry rather than late
    boolean isStop = writes.size() == 1 && isStop(writes.getFirst());
    var carriedOut =
        tried(
            () -> {
              var plan = new CommitPlan(writes, replica, remembered);
              if (writes.stream().allMatch(write -> write instanceof Write.Act)) {
                if (!plan.isEmpty()) {
                  plan.batch().run(writing.connection());
                }
                return plan.results();
              }
              plan.batch().begin(writing.connection());
              var results = plan.results();
              new AuditBatch(writing.session()).endWith(recorded(writes, results));
              return results;
            },
            !isStop);
    var results = new ArrayList<WriteResult>(writes.size());
    for (int number = 0; number < writes.size(); number++) {
      var result = carriedOut[number];
      switch (writes.get(number)) {
        case Write.Act act -> results.add(result != null ? result : other(act));
        case Write.Decided(var act, _) ->
            results.add(result != null ? new WriteResult.Recorded(result) : other(act));
        case Write.Audit _ -> results.add(new WriteResult.Done());
      }
      if (!(result instanceof WriteResult.Done || result instanceof WriteResult.Claimed)) {
        forget(writes.get(number));
      }
    }
    return results;
  }

  static boolean isStop(Write write) {
    return switch (write) {
      case Write.Act act -> act instanceof Write.SetStop;
      case Write.Decided(var act, _) -> act instanceof Write.SetStop;
      case Write.Audit _ -> false;
    };
  }

  /// The entries of what was carried out, and those that are alone.
  private static List<AuditEntry> recorded(List<Write> writes, @Nullable WriteResult[] results) {
    var entries = new ArrayList<AuditEntry>();
    for (int number = 0; number < writes.size(); number++) {
      boolean isCarriedOut = results[number] != null;
      switch (writes.get(number)) {
        case Write.Audit(var entry) -> entries.add(entry);
        case Write.Decided(_, var entry) when isCarriedOut -> entries.add(entry);
        case Write.Decided _, Write.Act _ -> {}
      }
    }
    return entries;
  }

  /// A write that no batch carries out, or that this one did not.
  private WriteResult other(Write.Act write) throws SQLException {
    return write instanceof Write.TakeToken take
        ? tried(() -> writing.tokens().take(take), true)
        : writing.refusals().of(write);
  }

  private void forget(Write write) {
    switch (write) {
      case Write.Append append -> remembered.forget(append.claim().id());
      case Write.Begin(var append, _) -> remembered.forget(append.claim().id());
      case Write.Decided(var act, _) -> forget(act);
      default -> {} // the others are not remembered
    }
  }

  /// @param waitsForAudit whether to try again when only the audit was in the way
  private <T> T tried(Transaction<T> transaction, boolean waitsForAudit) throws SQLException {
    for (int tries = 1; ; tries++) {
      try {
        return transaction.run();
      } catch (SQLException e) {
        var state = String.valueOf(e.getSQLState());
        boolean isHopeless = tries == TRIES_MAX || !NOT_APPLIED.contains(state);
        if (isHopeless || (e instanceof AuditBatch.AuditFailed && !waitsForAudit)) {
          throw e;
        }
        remembered.forgetAll();
        writing.rollback();
        if (state.equals(LOCK_NOT_AVAILABLE)) {
          Locks.endStalled(writing.connection());
        }
      }
    }
  }

  /// Closing a connection rolls its transaction back.
  private void abandon() {
    isBroken = true;
    remembered.forgetAll();
    try {
      writing.connection().close();
    } catch (SQLException _) {
      // the failure that brought us here is the one to report
    }
  }

  /// Once what is being committed is through, as its time-outs see to.
  @Override
  public void close() {
    thread.close();
    if (!isBroken) {
      abandon();
    }
  }
}
