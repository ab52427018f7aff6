package dev.interlock.store.sql;

import dev.interlock.engine.access.NameScope;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
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
    either(either, "name", scope.names(), texts, parameter);
    var byLength = new TreeMap<Integer, List<String>>();
    for (var start : scope.starts()) {
      byLength.computeIfAbsent(start.length(), _ -> new ArrayList<>()).add(start);
    }
    // not `like`, to which an underscore is any character
    byLength.forEach((length, starts) ->
        either(either, "substr(name, 1, %d)".formatted(length), starts, texts, parameter));
    // an empty scope must not become no condition
    var sql = either.isEmpty() ? " and 1 = 0" : " and (" + String.join(" or ", either) + ")";
    return new NameCondition(sql, texts);
  }

  /// Adds that an expression is one of these. The number of parameters is rounded up, so that few
  /// texts of SQL are ever made: statements are kept by theirs.
  private static void either(
      List<String> either,
      String expression,
      Collection<String> values,
      List<String> texts,
      IntFunction<String> parameter) {
    if (values.isEmpty()) {
      return;
    }
    var sorted = new ArrayList<>(new TreeSet<>(values));
    while (Integer.bitCount(sorted.size()) > 1) {
      sorted.add(sorted.getLast());
    }
    var parameters = new ArrayList<String>();
    for (var value : sorted) {
      parameters.add(parameter.apply(texts.size()));
      texts.add(value);
    }
    either.add("%s in (%s)".formatted(expression, String.join(", ", parameters)));
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
