package dev.interlock.store.postgres;

import dev.interlock.engine.journal.Claim;
import dev.interlock.engine.replica.DrainAnswer;
import dev.interlock.engine.replica.DrainOrder;
import dev.interlock.engine.replica.Replica;
import dev.interlock.engine.replica.ReplicaRow;
import dev.interlock.engine.replica.Replicas;
import dev.interlock.store.sql.Reading;
import dev.interlock.store.sql.Session;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/// The rows of `replica`, on a connection of their own: what others wait for must not keep a lease
/// from being renewed. Any thread.
final class PostgresReplicas implements Replicas {
  /// By the database's clock, in milliseconds since the epoch.
  static final String NOW = "(extract(epoch from clock_timestamp()) * 1000)::bigint";

  /// A replica that has gone is shown for so long.
  private static final Duration SHOWN = Duration.ofHours(1);

  private final Linked statements;
  private final Reading lists;
  private final Drains drains;

  /// @param lists of what takes longer than a lease can wait; closed by whoever gave it
  PostgresReplicas(Connector connector, Reading lists) {
    this.statements = new Linked(connector.hurried());
    this.lists = lists;
    this.drains = new Drains(connector);
  }

  @Override
  public Instant now() {
    return statements.read(
        "read the clock",
        on -> {
          try (var row = on.statement("select " + NOW).executeQuery()) {
            row.next();
            return Instant.ofEpochMilli(row.getLong(1));
          }
        });
  }

  @Override
  public Renewal renew(Replica replica, Duration lease) {
    return statements.read(
        "renew the lease",
        on -> {
          var before = renewed(on, replica, lease) ? Before.HELD : Before.OVER;
          forgetThoseThatLeftLongAgo(on);
          return renewal(on, before);
        });
  }

  /// @return whether the lease lasted until now. One that ends later than it could is over too: the
  ///   database's clock was set back, and nobody knows what others saw before
  private static boolean renewed(Session on, Replica replica, Duration lease) throws SQLException {
    var upsert =
        on.statement(
            """
            with before as (
              select lease_ends from replica where name = ?
            ), renewed as (
              insert into replica (name, version, address, started, draining, lease_ends)
              values (?, ?, ?, ?, false, %1$s + ?)
              on conflict (name) do update set lease_ends = excluded.lease_ends
            )
            select 1 from before where lease_ends > %1$s and lease_ends <= %1$s + ?
            """
                .formatted(NOW));
    upsert.setString(1, replica.name());
    upsert.setString(2, replica.name());
    upsert.setString(3, replica.version());
    upsert.setString(4, replica.address());
    upsert.setLong(5, replica.startedAt().toEpochMilli());
    upsert.setLong(6, lease.toMillis());
    upsert.setLong(7, lease.toMillis());
    try (var row = upsert.executeQuery()) {
      return row.next();
    }
  }

  private static void forgetThoseThatLeftLongAgo(Session on) throws SQLException {
    var delete = on.statement("delete from replica where lease_ends < %s - ?".formatted(NOW));
    delete.setLong(1, SHOWN.toMillis());
    delete.executeUpdate();
  }

  private static Renewal renewal(Session on, Before before) throws SQLException {
    var select = on.statement("select name, draining from replica where lease_ends > " + NOW);
    var alive = new HashSet<String>();
    var draining = new HashSet<String>();
    try (var row = select.executeQuery()) {
      while (row.next()) {
        alive.add(row.getString(1));
        if (row.getBoolean(2)) {
          draining.add(row.getString(1));
        }
      }
    }
    return new Renewal(alive, draining, before);
  }

  @Override
  public List<ReplicaRow> all() {
    return lists.read(
        "list the replicas",
        on -> {
          var select =
              on.statement(
                  """
                  select name, version, address, started, lease_ends - %s, coalesce(works, 0),
                         draining, drained, drain_reason, drain_actor
                    from replica left join (
                           select owner, count(*) as works
                             from work where due < 9223372036854775807 group by owner) as owned
                         on owner = name
                   order by started, name
                  """
                      .formatted(NOW));
          var all = new ArrayList<ReplicaRow>();
          try (var row = select.executeQuery()) {
            while (row.next()) {
              var replica =
                  new Replica(
                      row.getString(1),
                      row.getString(2),
                      row.getString(3),
                      Instant.ofEpochMilli(row.getLong(4)));
              var left = Optional.of(Duration.ofMillis(row.getLong(5)));
              all.add(new ReplicaRow(replica, left, row.getInt(6), Drains.drain(row, 7)));
            }
          }
          return all;
        });
  }

  @Override
  public DrainAnswer drain(DrainOrder order, Instant at) {
    return drains.order(order, at);
  }

  @Override
  public List<Claim> owned(String name, int max) {
    return drains.owned(name, max);
  }

  @Override
  public void letGo(String name, List<Claim> works) {
    drains.letGo(name, works);
  }

  @Override
  public void drained(String name) {
    drains.drained(name);
  }

  @Override
  public void leave(String name) {
    statements.read(
        "give up the lease",
        on -> {
          var delete =
              on.statement(
                  """
                  with gone as (delete from replica where name = ?)
                  select pg_notify('interlock', 'left')
                  """);
          delete.setString(1, name);
          return delete.execute();
        });
  }

  @Override
  public void close() {
    drains.close();
    statements.close();
  }
}
