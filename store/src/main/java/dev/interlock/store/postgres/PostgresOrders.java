package dev.interlock.store.postgres;

import dev.interlock.engine.admit.OrderAnswer;
import dev.interlock.engine.replica.AskedOrder;
import dev.interlock.engine.replica.Neighbours;
import dev.interlock.engine.replica.OrderDesk;
import dev.interlock.engine.work.WorkId;
import dev.interlock.store.blob.OrderBlob;
import dev.interlock.store.sql.Dialect;
import dev.interlock.store.sql.Session;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The rows of `asked_order`. Any thread.
final class PostgresOrders implements OrderDesk, AutoCloseable {
  /// Whoever asked has long stopped waiting.
  private static final Duration KEPT = Duration.ofMinutes(10);

  private final String self;
  private final Linked statements;
  private final Word word;

  /// @param self who asks
  PostgresOrders(Connector connector, String self) {
    this.self = self;
    this.statements = new Linked(connector);
    this.word = new Word(connector);
  }

  private interface Binding {
    void to(PreparedStatement statement) throws SQLException;
  }

  private interface Row<T> {
    T of(ResultSet row) throws SQLException;
  }

  @Override
  public Optional<String> ownerOf(WorkId work) {
    return select(
            "find a work's owner",
            """
            select owner from work join replica on replica.name = owner
             where id = ? and owner <> ? and lease_ends > %s
            """
                .formatted(PostgresReplicas.NOW),
            statement -> {
              statement.setObject(1, work.value());
              statement.setString(2, self);
            },
            row -> row.getString(1))
        .stream()
        .findFirst();
  }

  @Override
  public void leave(String replica, AskedOrder order) {
    select(
        "leave an order",
        """
        with forgotten as (
          delete from asked_order where at < %1$s - ?
        ), left_now as (
          insert into asked_order (id, replica, work_id, body, at) values (?, ?, ?, ?, %1$s)
        )
        select pg_notify('interlock', 'order')
        """
            .formatted(PostgresReplicas.NOW),
        statement -> {
          statement.setLong(1, KEPT.toMillis());
          statement.setObject(2, order.id());
          statement.setString(3, replica);
          statement.setObject(4, order.work().value());
          statement.setBytes(5, OrderBlob.bytes(order));
        },
        _ -> true);
  }

  @Override
  public List<AskedOrder> take(String replica, int max) {
    return select(
        "take orders",
        """
        update asked_order set taken = true
         where id in (select id from asked_order
                       where replica = ? and not taken and at > %s - ?
                       order by at limit ? for update skip locked)
        returning uuid_send(id), uuid_send(work_id), body
        """
            .formatted(PostgresReplicas.NOW),
        statement -> {
          statement.setString(1, replica);
          statement.setLong(2, Neighbours.PATIENCE.toMillis());
          statement.setInt(3, max);
        },
        row -> OrderBlob.order(Dialect.id(row, 1).value(), Dialect.id(row, 2), row.getBytes(3)));
  }

  @Override
  public void answer(UUID id, OrderAnswer answer) {
    select(
        "answer an order",
        "update asked_order set answer = ? where id = ? returning 1",
        statement -> {
          statement.setBytes(1, OrderBlob.bytes(answer));
          statement.setObject(2, id);
        },
        _ -> true);
  }

  @Override
  public Optional<OrderAnswer> answerTo(UUID id) {
    return select(
            "read the answer to an order",
            "delete from asked_order where id = ? and answer is not null returning answer",
            statement -> statement.setObject(1, id),
            row -> OrderBlob.answer(row.getBytes(1)))
        .stream()
        .findFirst();
  }

  @Override
  public boolean withdraw(UUID id) {
    return !select(
            "withdraw an order",
            "delete from asked_order where id = ? and not taken returning 1",
            statement -> statement.setObject(1, id),
            _ -> true)
        .isEmpty();
  }

  @Override
  public boolean awaitWord(Duration patience) throws InterruptedException {
    return word.await(patience);
  }

  private <T> List<T> select(String attempt, String sql, Binding binding, Row<T> row) {
    return statements.read(attempt, session -> rows(session, sql, binding, row));
  }

  private static <T> List<T> rows(Session session, String sql, Binding binding, Row<T> row)
      throws SQLException {
    var statement = session.statement(sql);
    binding.to(statement);
    var all = new ArrayList<T>();
    try (var found = statement.executeQuery()) {
      while (found.next()) {
        all.add(row.of(found));
      }
    }
    return all;
  }

  @Override
  public void close() {
    word.close();
    statements.close();
  }
}
