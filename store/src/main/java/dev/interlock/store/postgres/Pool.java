package dev.interlock.store.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.interlock.store.sql.Reading;
import dev.interlock.store.sql.Session;
import java.sql.SQLException;
import java.time.Duration;

/// Connections that only read, opened when they are first needed. Any thread.
final class Pool implements Reading {
  private static final Duration WAIT_MAX = Duration.ofSeconds(3);
  private static final Duration VALID_MAX = Duration.ofSeconds(2);
  private static final Duration IDLE_MAX = Duration.ofMinutes(5);

  private final Connector connector;
  private final HikariDataSource source;

  /// @param name of what it is for
  Pool(Connector connector, String name, int connectionsMax) {
    var config = new HikariConfig();
    config.setDataSource(connector.source());
    config.setPoolName(name);
    config.setReadOnly(true);
    config.setMaximumPoolSize(connectionsMax);
    config.setMinimumIdle(0);
    config.setConnectionTimeout(WAIT_MAX.toMillis());
    config.setValidationTimeout(VALID_MAX.toMillis());
    config.setIdleTimeout(IDLE_MAX.toMillis());
    config.setInitializationFailTimeout(-1);
    this.connector = connector;
    this.source = new HikariDataSource(config);
  }

  @Override
  public <T> T read(String attempt, Query<T> query) {
    if (source.isClosed()) {
      throw connector.closed();
    }
    try (var connection = source.getConnection()) {
      return query.on(new Session(connection));
    } catch (SQLException e) {
      throw connector.unavailable(attempt, e);
    }
  }

  @Override
  public void close() {
    source.close();
  }
}
