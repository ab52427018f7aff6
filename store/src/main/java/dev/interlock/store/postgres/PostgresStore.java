package dev.interlock.store.postgres;

import dev.interlock.engine.journal.WorkFilter;
import dev.interlock.engine.journal.WorkRecord;
import dev.interlock.engine.journal.Write;
import dev.interlock.engine.journal.WriteResult;
import dev.interlock.engine.replica.OrderDesk;
import dev.interlock.engine.replica.Replicas;
import dev.interlock.engine.work.WorkId;
import dev.interlock.store.move.Move;
import dev.interlock.store.move.Side;
import dev.interlock.store.sql.Migrations;
import dev.interlock.store.sql.SqlStore;
import dev.interlock.store.sql.StoreNotOpened;
import dev.interlock.store.sql.WorkRow;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;

/// Keeps everything in a PostgreSQL database, for any number of servers. Any thread.
///
/// Durable: a commit returns when the database has synced its log.
public final class PostgresStore extends SqlStore {
  /// What this kind of store is called.
  public static final String KIND = "postgresql";

  private static final String UNENDED =
      """
      select name, count(*)
        from (select name from work where due < 9223372036854775807%s limit ?) as unended
       group by name
      """;

  private static final String MIGRATIONS = "dev/interlock/store/postgres";
  private static final int READERS_MAX = 4;
  static final int SEARCHES_MAX = 4;

  private final String replica;
  private final Committer committer;
  private final Committer stops;
  private final Pool searches;
  private final PostgresReplicas replicas;
  private final PostgresOrders orders;

  /// Connections that read: all of one kind may be taken, and the others are there.
  ///
  /// @param readers for what the engine reads to run works, and whoever else asks by key
  /// @param searches for lists and counts, which take as long as there are works
  /// @param stops for the emergency stop
  private record Pools(Pool readers, Pool searches, Pool stops) {
    static Pools of(Connector connector) {
      return new Pools(
          new Pool(connector, "readers", READERS_MAX),
          new Pool(connector, "searches", SEARCHES_MAX),
          new Pool(connector, "stops", 1));
    }
  }

  private PostgresStore(
      String replica, Connector connector, Committer committer, Committer stops, Pools pools) {
    super(pools.readers, pools.searches, pools.stops, PostgresDialect.INSTANCE, UNENDED);
    this.replica = replica;
    this.committer = committer;
    this.stops = stops;
    this.searches = pools.searches;
    this.replicas = new PostgresReplicas(connector, pools.searches);
    this.orders = new PostgresOrders(connector, replica);
  }

  /// Opens the database, and brings its schema up to date.
  ///
  /// @param url of JDBC, with the user and without a password: that comes from `~/.pgpass`, or from
  ///   the file that `PGPASSFILE` names
  /// @param replica who opens it: the owner of the works that it claims
  /// @throws StoreNotOpened when it does not answer, would not keep what it is given, or was
  ///   written by a newer version
  public static PostgresStore open(String url, String replica) {
    var connector = Connector.to(url);
    try {
      // the first connection of all is looked at before anything is changed
      var committer = Committer.open(connector, replica, "commits");
      boolean isOpen = false;
      try {
        migrate(connector);
        var stops = Committer.open(connector.ofStops(), replica, "stop-commits");
        var store = new PostgresStore(replica, connector, committer, stops, Pools.of(connector));
        isOpen = true;
        return store;
      } finally {
        if (!isOpen) {
          committer.close();
        }
      }
    } catch (SQLException e) {
      throw notOpened(url, e);
    }
  }

  /// Opens a database for copying, making its tables when they are missing, and keeps servers away
  /// from it until it is closed: none gets a lease, and what one that had lost its lease may still
  /// write, or just did, waits or was before. All of it is seen as it is at one moment.
  ///
  /// @throws StoreNotOpened as [#open], and when a server uses it
  public static Side side(String url) {
    var connector = Connector.to(url).patient();
    try {
      var connection = connector.connect();
      boolean isHeld = false;
      try {
        migrate(connector);
        hold(connection, url);
        isHeld = true;
      } finally {
        if (!isHeld) {
          connection.close();
        }
      }
      return new Side(connection, PostgresDialect.INSTANCE, url, () -> {});
    } catch (SQLException e) {
      throw notOpened(url, e);
    }
  }

  private static void hold(Connection connection, String url) throws SQLException {
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    connection.setAutoCommit(false);
    try (var statement = connection.createStatement()) {
      statement.execute("set idle_in_transaction_session_timeout = 0");
      // the moment is that of the first look, which comes after the locks
      statement.execute(
          "lock table replica, %s in exclusive mode".formatted(String.join(", ", Move.tables())));
      requireNoServer(statement, url);
    }
  }

  private static void migrate(Connector connector) {
    Migrations.run(connector.patient().source(), MIGRATIONS, connector.place());
  }

  private static StoreNotOpened notOpened(String url, SQLException cause) {
    return new StoreNotOpened(
        "the database %s cannot be opened: %s".formatted(url, cause.getMessage()), cause);
  }

  private static void requireNoServer(Statement statement, String url) throws SQLException {
    try (var row =
        statement.executeQuery(
            "select name from replica where lease_ends > " + PostgresReplicas.NOW)) {
      if (row.next()) {
        throw new StoreNotOpened(
            "the database %s is used by the server %s; stop it".formatted(url, row.getString(1)));
      }
    }
  }

  /// A change of the emergency stop that is alone has a connection of its own, and waits for no
  /// other write of this server.
  @Override
  public List<WriteResult> commit(List<Write> writes) {
    boolean isStop = writes.size() == 1 && Committer.isStop(writes.getFirst());
    return (isStop ? stops : committer).commit(writes);
  }

  /// Without the works of other replicas that are alive.
  @Override
  public List<WorkRecord> due(long untilMillis, Optional<WorkRecord> after, int max) {
    return due(untilMillis, after, max, Owners.MAY_CLAIM, List.of(replica));
  }

  @Override
  public List<WorkRecord> list(WorkFilter filter, Optional<WorkId> after, int max) {
    return searches.read(
        "list works",
        session ->
            WorkRow.records(
                new WorkSearch(filter, after, max).select(session), PostgresDialect.INSTANCE));
  }

  /// Who shares the database. Closed with the store.
  public Replicas replicas() {
    return replicas;
  }

  /// Where verbs are left for the works of others. Closed with the store.
  public OrderDesk orders() {
    return orders;
  }

  @Override
  public void close() {
    super.close();
    orders.close();
    replicas.close();
    stops.close();
    committer.close();
  }
}
