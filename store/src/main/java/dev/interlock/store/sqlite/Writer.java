package dev.interlock.store.sqlite;

import dev.interlock.engine.journal.StoreUnavailable;
import dev.interlock.engine.journal.Write;
import dev.interlock.engine.journal.WriteResult;
import dev.interlock.store.sql.Refusals;
import dev.interlock.store.sql.Session;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// The one writer of the database: each commit is a transaction on its connection. Any thread; one
/// at a time gets through. After a failure the next commit starts with a new connection.
final class Writer implements AutoCloseable {
  private final Connections connections;
  private Writing writing;
  private boolean isBroken;
  private boolean isClosed;

  private Writer(Connections connections, Writing writing) {
    this.connections = connections;
    this.writing = writing;
  }

  static Writer open(Connections connections) throws SQLException {
    return new Writer(connections, Writing.on(connections));
  }

  /// A connection and everything that writes through it.
  private record Writing(
      Session session,
      WorkWrites works,
      JournalWrites journal,
      StopWrites stops,
      TokenWrites tokens,
      AuditWrites audit) {

    static Writing on(Connections connections) throws SQLException {
      var session = new Session(connections.writer());
      var answers = new Answers(session);
      var refusals = new Refusals(session, Ids.DIALECT);
      var stops = new StopWrites(session, answers, refusals);
      var targets = new TargetWrites(session);
      var journal = new JournalWrites(session, answers, stops, targets, refusals);
      return new Writing(
          session,
          new WorkWrites(session, answers, stops, targets, journal, refusals),
          journal,
          stops,
          new TokenWrites(session),
          new AuditWrites(session));
    }

    WriteResult carryOut(Write write) throws SQLException {
      return switch (write) {
        case Write.Act act -> carryOut(act);
        case Write.Audit(var entry) -> {
          audit.add(entry);
          yield new WriteResult.Done();
        }
        case Write.Decided decided -> {
          var result = carryOut(decided.act());
          boolean isRecorded = decided.isRecordedWith(result);
          if (isRecorded) {
            audit.add(decided.entry());
          }
          yield isRecorded ? new WriteResult.Recorded(result) : result;
        }
      };
    }

    private WriteResult carryOut(Write.Act act) throws SQLException {
      return switch (act) {
        case Write.Append append -> journal.append(append);
        case Write.Submit submit -> works.submit(submit);
        case Write.Queue queue -> works.queue(queue);
        case Write.Take take -> works.take(take);
        case Write.Begin begin -> works.begin(begin);
        case Write.SetStop setStop -> stops.set(setStop);
        case Write.TakeToken takeToken -> tokens.take(takeToken);
      };
    }
  }

  synchronized List<WriteResult> commit(List<Write> writes) {
    if (isClosed) {
      throw new StoreUnavailable(
          "the store in %s is closed".formatted(connections.file()), new IllegalStateException());
    }
    boolean isCommitted = false;
    try {
      if (isBroken) {
        writing = Writing.on(connections);
        isBroken = false;
      }
      var results = inTransaction(writes);
      isCommitted = true;
      return results;
    } catch (SQLException e) {
      throw DiskTrouble.unavailable(connections.file(), "write", e);
    } finally {
      if (!isCommitted) {
        abandon();
      }
    }
  }

  private List<WriteResult> inTransaction(List<Write> writes) throws SQLException {
    writing.session().execute("begin immediate");
    var results = new ArrayList<WriteResult>(writes.size());
    for (var write : writes) {
      results.add(writing.carryOut(write));
    }
    writing.session().execute("commit");
    return results;
  }

  /// Closing a connection rolls its transaction back.
  private void abandon() {
    isBroken = true;
    try {
      writing.session().close();
    } catch (SQLException _) {
      // the failure that brought us here is the one to report
    }
  }

  /// Copies the log into the file, so that the file alone has everything.
  @Override
  public synchronized void close() {
    if (isClosed) {
      return;
    }
    isClosed = true;
    if (isBroken) {
      return;
    }
    try (var session = writing.session()) {
      session.execute("pragma wal_checkpoint(truncate)");
    } catch (SQLException e) {
      throw DiskTrouble.unavailable(connections.file(), "finish writing", e);
    }
  }
}
