package dev.interlock.store.postgres;

import dev.interlock.engine.journal.Claim;
import dev.interlock.engine.replica.Replica;
import dev.interlock.engine.replica.ReplicaRow;
import dev.interlock.engine.replica.Replicas;
import dev.interlock.engine.work.WorkId;
import dev.interlock.store.sql.Reading;
import dev.interlock.store.sql.Session;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// The rows of `replica`, on a connection of their own: what others wait for must not keep a lease
/// from being renewed. Any thread.
final class PostgresReplicas implements Replicas {
  /// By the database's clock, in milliseconds since the epoch.
  static final String NOW = "(extract(epoch from clock_timestamp()) * 1000)::bigint";

  /// A replica that has gone is shown for so long.
  private static final Duration SHOWN = Duration.ofHours(1);

  private final Linked statements;
  private final Reading lists;

  /// @param lists of what takes longer than a lease can wait; closed by whoever gave it
  PostgresReplicas(Connector connector, Reading lists) {
    this.statements = new Linked(connector);
    this.lists = lists;
  }

  @Override
  public Renewal renew(Replica replica, Duration lease) {
    return statements.read(
        "renew the lease",
        on -> {
          var before = renewed(on, replica, lease) ? Before.HELD : Before.OVER;
          forgetThoseThatLeftLongAgo(on);
          return new Renewal(alive(on), before);
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
              insert into replica (name, version, address, started, lease_ends)
              values (?, ?, ?, ?, %1$s + ?)
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

  private static Set<String> alive(Session on) throws SQLException {
    var select = on.statement("select name from replica where lease_ends > " + NOW);
    var names = new HashSet<String>();
    try (var row = select.executeQuery()) {
      while (row.next()) {
        names.add(row.getString(1));
      }
    }
    return names;
  }

  @Override
  public List<ReplicaRow> all() {
    return lists.read(
        "list the replicas",
        on -> {
          var select =
              on.statement(
                  """
                  select name, version, address, started, lease_ends - %s, coalesce(works, 0)
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
              all.add(new ReplicaRow(replica, left, row.getInt(6)));
            }
          }
          return all;
        });
  }

  @Override
  public void letGo(String name, List<Claim> works) {
    var _ =
        statements.read(
            "let go of works",
            on -> {
              var ids = works.stream().map(Claim::id).map(WorkId::value).toArray(UUID[]::new);
              var fences = works.stream().map(Claim::fence).toArray(Long[]::new);
              var update =
                  on.statement(
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
              update.setArray(1, on.connection().createArrayOf("uuid", ids));
              update.setArray(2, on.connection().createArrayOf("bigint", fences));
              update.setString(3, name);
              return update.execute();
            });
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
    statements.close();
  }
}
