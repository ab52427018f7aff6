package dev.interlock.store.postgres;

import dev.interlock.engine.journal.Write;
import dev.interlock.engine.journal.WriteResult;
import dev.interlock.store.sql.Refusals;
import dev.interlock.store.sql.Session;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The one connection of a server that writes. Any thread; one at a time gets through. After a
/// failure the next commit starts with a new connection.
final class Committer implements AutoCloseable {
  /// serialization_failure, deadlock_detected, lock_not_available, unique_violation (a request id
  /// that another server used in the same moment): nothing was changed, and the next try sees more.
  private static final Set<String> NOT_APPLIED = Set.of("40001", "40P01", "55P03", "23505");

  private static final int TRIES_MAX = 5;

  private final Connector connector;
  private final String replica;
  private final Remembered remembered = new Remembered();
  private Writing writing;
  private boolean isBroken;
  private boolean isClosed;

  private Committer(Connector connector, String replica, Writing writing) {
    this.replica = replica;
    this.connector = connector;
    this.writing = writing;
  }

  static Committer open(Connector connector, String replica) throws SQLException {
    return new Committer(connector, replica, Writing.on(connector));
  }

  /// A connection and what writes through it.
  private record Writing(Connection connection, Refusals refusals, Tokens tokens) {
    static Writing on(Connector connector) throws SQLException {
      var connection = connector.connect();
      connection.setAutoCommit(false);
      var session = new Session(connection);
      return new Writing(
          connection, new Refusals(session, PostgresDialect.INSTANCE), new Tokens(session));
    }
  }

  /// A transaction that may have to be tried again.
  private interface Transaction<T> {
    T run() throws SQLException;
  }

  synchronized List<WriteResult> commit(List<Write> writes) {
    if (isClosed) {
      throw connector.closed();
    }
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
      throw connector.unavailable("write", e);
    } finally {
      if (!isCommitted) {
        abandon();
      }
    }
  }

  private List<WriteResult> carryOut(List<Write> writes) throws SQLException {
    var carriedOut =
        tried(() -> {
          var plan = new CommitPlan(writes, replica, remembered);
          if (!plan.isEmpty()) {
            plan.batch().run(writing.connection());
          }
          return plan.results();
        });
    var results = new ArrayList<WriteResult>(writes.size());
    for (int number = 0; number < writes.size(); number++) {
      var write = writes.get(number);
      var result = carriedOut[number];
      results.add(result != null ? result : other(write));
      if (!(result instanceof WriteResult.Done || result instanceof WriteResult.Claimed)) {
        forget(write);
      }
    }
    return results;
  }

  /// A write that no batch carries out, or that this one did not.
  private WriteResult other(Write write) throws SQLException {
    if (write instanceof Write.TakeToken take) {
      return tried(() -> writing.tokens().take(take));
    }
    var refusal = writing.refusals().of(write);
    writing.connection().rollback(); // it has only read
    return refusal;
  }

  private void forget(Write write) {
    if (write instanceof Write.Append append) {
      remembered.forget(append.claim().id());
    } else if (write instanceof Write.Begin(var append, _)) {
      remembered.forget(append.claim().id());
    }
  }

  private <T> T tried(Transaction<T> transaction) throws SQLException {
    for (int tries = 1; ; tries++) {
      try {
        return transaction.run();
      } catch (SQLException e) {
        if (tries == TRIES_MAX || !NOT_APPLIED.contains(String.valueOf(e.getSQLState()))) {
          throw e;
        }
        remembered.forgetAll();
        writing.connection().rollback();
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

  @Override
  public synchronized void close() {
    if (!isClosed && !isBroken) {
      abandon();
    }
    isClosed = true;
  }
}
