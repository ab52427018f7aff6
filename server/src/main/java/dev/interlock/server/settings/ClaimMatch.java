package dev.interlock.server.settings;

import java.util.Collection;
import java.util.Map;

/// What some tokens have and others do not.
///
/// @param claim empty for what no token has
/// @param value of the claim, as text; empty for any
public record ClaimMatch(String claim, String value) {

  /// How what no token has is written.
  static final String NONE = "none";

  /// Reads `claim`, `claim=value` or [#NONE].
  static ClaimMatch parse(String text) {
    if (text.equals(NONE)) {
      return new ClaimMatch("", "");
    }
    int equals = text.indexOf('=');
    return equals < 0
        ? new ClaimMatch(text, "")
        : new ClaimMatch(text.substring(0, equals), text.substring(equals + 1));
  }

  private static boolean saysSo(Object found) {
    return switch (found) {
      case Boolean flag -> flag;
      case String text -> !text.isBlank();
      case Collection<?> items -> !items.isEmpty();
      default -> true;
    };
  }

  /// Whether a token has it: a claim alone must say something, and not `false`.
  ///
  /// @param claims all of the token
  public boolean isIn(Map<String, Object> claims) {
    var found = claim.isEmpty() ? null : claims.get(claim);
    return found != null && (value.isEmpty() ? saysSo(found) : value.equals(String.valueOf(found)));
  }
}
