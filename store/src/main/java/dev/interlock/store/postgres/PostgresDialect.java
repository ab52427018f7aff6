package dev.interlock.store.postgres;

import dev.interlock.engine.work.WorkId;
import dev.interlock.store.sql.Dialect;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/// Ids as PostgreSQL's own type for them, and texts without the one character that it has no place
/// for, U+0000: it is kept as an escape and a zero. The escape is a code point that Unicode gives
/// to nobody, and is kept twice itself.
final class PostgresDialect implements Dialect {
  static final Dialect INSTANCE = new PostgresDialect();

  private static final char ESCAPE = '\uFFFE';
  private static final String KEPT_ESCAPE = "" + ESCAPE + ESCAPE;
  private static final String KEPT_NUL = ESCAPE + "0";

  private PostgresDialect() {}

  @Override
  public String idColumn(String column) {
    return "uuid_send(%s)".formatted(column);
  }

  @Override
  public void bind(PreparedStatement statement, int parameter, WorkId id) throws SQLException {
    statement.setObject(parameter, id.value());
  }

  @Override
  public String kept(String text) {
    if (text.indexOf('\0') < 0 && text.indexOf(ESCAPE) < 0) {
      return text;
    }
    return text.replace("" + ESCAPE, KEPT_ESCAPE).replace("\0", KEPT_NUL);
  }

  @Override
  public String text(String kept) {
    int escape = kept.indexOf(ESCAPE);
    if (escape < 0) {
      return kept;
    }
    var text = new StringBuilder(kept.length());
    int from = 0;
    for (; escape >= 0; escape = kept.indexOf(ESCAPE, from)) {
      boolean isNul = kept.startsWith(KEPT_NUL, escape); // and no end, in what others wrote
      text.append(kept, from, escape).append(isNul ? '\0' : ESCAPE);
      from = escape + 2;
    }
    return text.append(kept, Math.min(from, kept.length()), kept.length()).toString();
  }
}
