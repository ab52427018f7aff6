package dev.interlock.plugin;

import java.util.Optional;
import java.util.regex.Pattern;

/// Where a secret is, as an argument says it: `secret://PROVIDER/PATH`. It is no secret itself: it
/// is stored, shown and part of the plan hash.
///
/// @param provider the name of a [SecretProvider]
/// @param path what that is asked for: names with `/` between them
public record SecretRef(String provider, String path) {
  /// How every reference begins.
  public static final String SCHEME = "secret://";

  /// What a reference must be, for messages.
  public static final String RULE =
      "secret://PROVIDER/PATH, of letters, digits, '.', '_', '-' and '/', at most 256 characters";

  private static final int CHARS_MAX = 256;
  private static final String NAME = "[A-Za-z0-9_][A-Za-z0-9._-]*";
  private static final Pattern FORM =
      Pattern.compile("secret://([a-z][a-z0-9-]*)/(%s(?:/%s)*)".formatted(NAME, NAME));

  /// The reference that a text is.
  public static Optional<SecretRef> parse(String text) {
    var match = FORM.matcher(text);
    return text.length() <= CHARS_MAX && match.matches()
        ? Optional.of(new SecretRef(match.group(1), match.group(2)))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return SCHEME + provider + "/" + path;
  }
}
