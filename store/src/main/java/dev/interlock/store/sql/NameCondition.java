package dev.interlock.store.sql;

import dev.interlock.engine.access.NameScope;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.IntFunction;

/// The condition that the name of a work is in a scope.
///
/// @param sql begins with `and`; empty when every name is in it
/// @param texts its parameters, in order
public record NameCondition(String sql, List<String> texts) {
  public NameCondition {
    texts = List.copyOf(texts);
  }

  /// A condition about the column `name`.
  ///
  /// @param parameter how the n-th one is written, from 0: `?` or `?17`
  public static NameCondition of(NameScope scope, IntFunction<String> parameter) {
    if (scope.isAll()) {
      return new NameCondition("", List.of());
    }
    var either = new ArrayList<String>();
    var texts = new ArrayList<String>();
    for (var name : new TreeSet<>(scope.names())) {
      either.add("name = " + parameter.apply(texts.size()));
      texts.add(name);
    }
    for (var start : new TreeSet<>(scope.starts())) {
      // not `like`, to which an underscore is any character
      either.add(
          "substr(name, 1, %d) = %s".formatted(start.length(), parameter.apply(texts.size())));
      texts.add(start);
    }
    // an empty scope must not become no condition
    var sql = either.isEmpty() ? " and 1 = 0" : " and (" + String.join(" or ", either) + ")";
    return new NameCondition(sql, texts);
  }

  /// Sets the parameters.
  ///
  /// @param first where they begin
  /// @return where the next ones do
  public int bind(PreparedStatement statement, int first) throws SQLException {
    int parameter = first;
    for (var text : texts) {
      statement.setString(parameter++, text);
    }
    return parameter;
  }
}
