package dev.interlock.store.postgres;

import dev.interlock.engine.audit.Decision;
import dev.interlock.engine.journal.Claim;
import dev.interlock.engine.replica.Drain;
import dev.interlock.engine.replica.DrainAnswer;
import dev.interlock.engine.replica.DrainOrder;
import dev.interlock.engine.work.WorkId;
import dev.interlock.store.sql.Answer;
import dev.interlock.store.sql.Dialect;
import dev.interlock.store.sql.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/// What it takes to take a replica out: its row says so, and its works become anybody's. On a
/// connection of its own, for some of it reads many rows, and leases must not wait for that. Any
/// thread.
final class Drains implements AutoCloseable {
  /// One order at a time: two could each leave the other's replica as the last that takes works.
  private static final String LOCK = "select pg_advisory_xact_lock(1231973965, 2)";

  private final Linked statements;

  Drains(Connector connector) {
    this.statements = new Linked(connector);
  }

  DrainAnswer order(DrainOrder order, Instant at) {
    var decision = order.caller().decision();
    var answer = ordered(order, decision, at);
    if (answer instanceof DrainAnswer.Done) {
      decision.recorded();
    }
    return answer;
  }

  private DrainAnswer ordered(DrainOrder order, Decision decision, Instant at) {
    return statements.read(
        "drain a replica",
        session -> {
          var connection = session.connection();
          connection.setAutoCommit(false); // a failure gives the connection up, and with it this
          session.execute(LOCK);
          var answer = order(session, order);
          if (answer instanceof DrainAnswer.Done && !decision.isRecorded()) {
            new AuditBatch(session).endWith(List.of(decision.allowed(at))); // and the transaction
          } else {
            connection.commit();
            connection.setAutoCommit(true);
          }
          return answer;
        });
  }

  private static DrainAnswer order(Session on, DrainOrder order) throws SQLException {
    var earlier = Answer.find(on, PostgresDialect.INSTANCE, order.key());
    if (earlier.isPresent()) {
      return earlier.get().isTo(order.key())
          ? new DrainAnswer.Done()
          : new DrainAnswer.RequestIdReused();
    }
    var answer = order.among(alive(on));
    if (answer instanceof DrainAnswer.Done) {
      mark(on, order);
      remember(on, order);
    }
    return answer;
  }

  private static SortedMap<String, Drain.State> alive(Session on) throws SQLException {
    var select =
        on.statement(
            "select name, draining, drained from replica where lease_ends > "
                + PostgresReplicas.NOW);
    var alive = new TreeMap<String, Drain.State>();
    try (var row = select.executeQuery()) {
      while (row.next()) {
        alive.put(row.getString(1), state(row, 2));
      }
    }
    return alive;
  }

  /// @param first the column of `draining`; the others follow
  static Drain drain(ResultSet row, int first) throws SQLException {
    return new Drain(
        state(row, first),
        PostgresDialect.INSTANCE.text(row.getString(first + 2)),
        PostgresDialect.INSTANCE.text(row.getString(first + 3)));
  }

  private static Drain.State state(ResultSet row, int first) throws SQLException {
    boolean isDraining = row.getBoolean(first);
    if (row.wasNull()) {
      return Drain.State.NOT_KNOWN;
    }
    if (!isDraining) {
      return Drain.State.NONE;
    }
    return row.getBoolean(first + 1) ? Drain.State.DRAINED : Drain.State.DRAINING;
  }

  private static void mark(Session on, DrainOrder order) throws SQLException {
    boolean isDraining = order.what() == DrainOrder.What.DRAIN;
    var update =
        on.statement(
            """
            update replica set draining = ?, drained = false, drain_reason = ?, drain_actor = ?
             where name = ? and draining is not null
            """);
    update.setBoolean(1, isDraining);
    update.setString(2, isDraining ? PostgresDialect.INSTANCE.kept(order.reason()) : "");
    update.setString(3, isDraining ? PostgresDialect.INSTANCE.kept(order.caller().actor()) : "");
    update.setString(4, order.replica());
    update.executeUpdate();
  }

  private static void remember(Session on, DrainOrder order) throws SQLException {
    if (order.key().isNone()) {
      return;
    }
    var insert = on.statement("insert into answer (request_id, content) values (?, ?)");
    insert.setString(1, PostgresDialect.INSTANCE.kept(order.key().requestId()));
    insert.setString(2, order.key().content());
    insert.executeUpdate();
  }

  List<Claim> owned(String name, int max) {
    return statements.read(
        "list a replica's works",
        session -> {
          var select =
              session.statement(
                  """
                  select uuid_send(id), fence from work
                   where owner = ? and due < 9223372036854775807
                   limit ?
                  """);
          select.setString(1, name);
          select.setInt(2, max);
          var claims = new ArrayList<Claim>();
          try (var row = select.executeQuery()) {
            while (row.next()) {
              claims.add(new Claim(Dialect.id(row, 1), row.getLong(2)));
            }
          }
          return claims;
        });
  }

  /// Whose row somebody is just writing keeps its owner until the next look.
  void letGo(String name, List<Claim> works) {
    var _ =
        statements.read(
            "let go of works",
            session -> {
              var connection = session.connection();
              var ids = works.stream().map(Claim::id).map(WorkId::value).toArray(UUID[]::new);
              var fences = works.stream().map(Claim::fence).toArray(Long[]::new);
              var update =
                  session.statement(
                      """
                      with idle as (
                        select work.id, work.fence
                          from work join unnest(?, ?) as claim (id, fence) using (id, fence)
                         where owner = ? order by work.id for no key update of work skip locked
                      ), let_go as (
                        update work set owner = null from idle
                         where work.id = idle.id and work.fence = idle.fence
                        returning 1
                      )
                      select pg_notify('interlock', 'free') from let_go limit 1
                      """);
              update.setArray(1, connection.createArrayOf("uuid", ids));
              update.setArray(2, connection.createArrayOf("bigint", fences));
              update.setString(3, name);
              return update.execute();
            });
  }

  void drained(String name) {
    var _ =
        statements.read(
            "say that nothing runs here",
            session -> {
              var update =
                  session.statement(
                      """
                      update replica set drained = true
                       where name = ? and draining and not drained
                      """);
              update.setString(1, name);
              return update.executeUpdate();
            });
  }

  @Override
  public void close() {
    statements.close();
  }
}
