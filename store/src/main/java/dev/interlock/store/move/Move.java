package dev.interlock.store.move;

import dev.interlock.store.sql.Dialect;
import dev.interlock.store.sql.StoreNotOpened;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Copies everything from one database into an empty one, and makes sure that it is all there
/// before it says so. The first stays as it is. For one thread.
public final class Move {
  private static final int ROWS_A_BATCH = 500;
  private static final int NAMED_MAX = 5;

  private final Side from;
  private final Side to;

  private Move(Side from, Side to) {
    this.from = from;
    this.to = to;
  }

  /// What was copied of a table.
  public record Copied(String table, long rows) {}

  /// The tables that are copied.
  public static List<String> tables() {
    return Table.ALL.stream().map(Table::name).toList();
  }

  /// Copies, in one transaction: all of it or nothing.
  ///
  /// @throws StoreNotOpened when works are running, the second database is not empty, or what was
  ///   written is not what was read
  public static List<Copied> run(Side from, Side to) throws SQLException {
    var move = new Move(from, to);
    move.requireRest();
    move.requireEmpty();
    var copied = new ArrayList<Copied>();
    for (var table : Table.ALL) {
      copied.add(move.copy(table));
    }
    to.connection().commit();
    return copied;
  }

  /// A work that runs belongs to a server that may know more of it.
  private void requireRest() throws SQLException {
    var running = new ArrayList<String>();
    try (var statement = from.connection().createStatement();
        var row =
            statement.executeQuery(
                "select %s, name from work where state in (3, 4, 6) order by id"
                    .formatted(from.dialect().idColumn("id")))) {
      while (row.next()) {
        var id = Dialect.id(row, 1);
        running.add("%s (%s)".formatted(id, from.dialect().text(row.getString(2))));
      }
    }
    if (!running.isEmpty()) {
      throw new StoreNotOpened(
          "%d works of %s are running; pause them or let them end, and stop the server: %s"
              .formatted(
                  running.size(),
                  from.place(),
                  running.stream().limit(NAMED_MAX).collect(Collectors.joining(", "))));
    }
  }

  private void requireEmpty() throws SQLException {
    for (var table : List.of("work", "answer", "stop", "bucket", "audit")) {
      try (var statement = to.connection().createStatement();
          var row = statement.executeQuery("select count(*) from " + table)) {
        row.next();
        if (row.getLong(1) > 0) {
          throw new StoreNotOpened(
              "%s is not empty: it has %d rows in %s; name a new one"
                  .formatted(to.place(), row.getLong(1), table));
        }
      }
    }
  }

  private Copied copy(Table table) throws SQLException {
    try (var delete = to.connection().createStatement()) {
      delete.executeUpdate("delete from " + table.name()); // the one row that some have
    }
    var columns = table.columns();
    var names = columns.stream().map(Column::name).collect(Collectors.joining(", "));
    var places = columns.stream().map(_ -> "?").collect(Collectors.joining(", "));
    var digest = new Digest();
    try (var insert =
        to.connection()
            .prepareStatement(
                "insert into %s (%s) values (%s)".formatted(table.name(), names, places))) {
      long rows =
          each(
              from,
              table,
              row -> {
                digest.add(row);
                for (int at = 0; at < columns.size(); at++) {
                  to.bind(insert, at + 1, columns.get(at).kind(), row.get(at));
                }
                insert.addBatch();
                if (digest.rows() % ROWS_A_BATCH == 0) {
                  var _ = insert.executeBatch();
                }
              });
      var _ = insert.executeBatch();
      verify(table, digest);
      return new Copied(table.name(), rows);
    }
  }

  private void verify(Table table, Digest expected) throws SQLException {
    var found = new Digest();
    each(to, table, found::add);
    if (!found.equals(expected)) {
      throw new StoreNotOpened(
          "bug: %s of %s is not what was read from %s; nothing was kept"
              .formatted(table.name(), to.place(), from.place()));
    }
  }

  private interface Row {
    void of(List<@Nullable Object> values) throws SQLException;
  }

  private static long each(Side side, Table table, Row action) throws SQLException {
    var columns = table.columns();
    var names = columns.stream().map(side::selected).collect(Collectors.joining(", "));
    long rows = 0;
    try (PreparedStatement select =
        side.connection().prepareStatement("select %s from %s".formatted(names, table.name()))) {
      select.setFetchSize(ROWS_A_BATCH);
      try (var row = select.executeQuery()) {
        while (row.next()) {
          var values = new ArrayList<@Nullable Object>();
          for (int at = 0; at < columns.size(); at++) {
            values.add(side.read(row, at + 1, columns.get(at).kind()));
          }
          action.of(values);
          rows++;
        }
      }
    }
    return rows;
  }

  /// Of all rows together, in whatever order they come: databases order texts each in their way.
  private static final class Digest {
    private BigInteger sum = BigInteger.ZERO;
    private long rows;

    void add(List<@Nullable Object> row) {
      var text = row.stream().map(Side::canonical).collect(Collectors.joining("|"));
      sum = sum.add(new BigInteger(1, sha256(text)));
      rows++;
    }

    long rows() {
      return rows;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Digest that && rows == that.rows && sum.equals(that.sum);
    }

    @Override
    public int hashCode() {
      return sum.hashCode();
    }

    private static byte[] sha256(String text) {
      try {
        return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JDK has SHA-256", e);
      }
    }
  }
}
