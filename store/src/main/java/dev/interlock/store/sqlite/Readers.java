package dev.interlock.store.sqlite;

import dev.interlock.engine.journal.StoreUnavailable;
import dev.interlock.store.sql.Reading;
import dev.interlock.store.sql.Session;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// A small pool of connections that only read, opened when they are first needed. Any thread.
final class Readers implements Reading {
  private static final int WAIT_SECONDS_MAX = 10;

  private final Connections connections;
  private final Semaphore free;
  private final Deque<Session> idle = new ArrayDeque<>();
  private boolean isClosed;

  Readers(Connections connections, int readersMax) {
    this.connections = connections;
    this.free = new Semaphore(readersMax);
  }

  @Override
  public <T> T read(String attempt, Query<T> query) {
    if (!isFreeInTime()) {
      throw unavailable(
          "could not %s: no reader was free for %d s".formatted(attempt, WAIT_SECONDS_MAX));
    }
    try {
      var session = take();
      try {
        var answer = query.on(session);
        giveBack(session);
        return answer;
      } catch (SQLException | RuntimeException e) {
        session.close();
        throw e;
      }
    } catch (SQLException e) {
      throw DiskTrouble.unavailable(connections.file(), attempt, e);
    } finally {
      free.release();
    }
  }

  @Override
  public void close() {
    synchronized (idle) {
      isClosed = true;
      while (!idle.isEmpty()) {
        closeQuietly(idle.removeFirst());
      }
    }
  }

  private boolean isFreeInTime() {
    try {
      return free.tryAcquire(WAIT_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailable("interrupted while waiting for a reader", e);
    }
  }

  private Session take() throws SQLException {
    synchronized (idle) {
      if (isClosed) {
        throw unavailable("the store is closed");
      }
      if (!idle.isEmpty()) {
        return idle.removeFirst();
      }
    }
    return new Session(connections.reader());
  }

  private void giveBack(Session session) {
    synchronized (idle) {
      if (isClosed) {
        closeQuietly(session);
      } else {
        idle.addFirst(session);
      }
    }
  }

  private StoreUnavailable unavailable(String problem) {
    return new StoreUnavailable(
        "%s (%s)".formatted(problem, connections.file()), new IllegalStateException(problem));
  }

  private static void closeQuietly(Session session) {
    try {
      session.close();
    } catch (SQLException _) {
      // it has only read: there is nothing to lose
    }
  }
}
