package dev.interlock.engine.journal;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// What a list asks of a label: that it has a value, `team=storage`, or that there is one, `team`.
public sealed interface LabelMatch {
  /// What the key of every label is.
  String KEY_RULE =
      "1 to 63 lower-case letters a to z, digits, '.', '_', '/' or '-', the first a letter or digit";

  Pattern KEY = Pattern.compile("[a-z0-9][a-z0-9._/-]{0,62}");

  /// Of the label that it asks for.
  String key();

  /// Whether a work with these labels is one that is asked for.
  boolean isIn(Map<String, String> labels);

  /// The label has this value.
  record Is(String key, String value) implements LabelMatch {
    @Override
    public boolean isIn(Map<String, String> labels) {
      return value.equals(labels.get(key));
    }
  }

  /// There is such a label.
  record Has(String key) implements LabelMatch {
    @Override
    public boolean isIn(Map<String, String> labels) {
      return labels.containsKey(key);
    }
  }

  /// Reads `team=storage` or `team`. The value is all that follows the first `=`; it may be empty.
  ///
  /// @return empty when no label has such a key
  static Optional<LabelMatch> parse(String text) {
    int sign = text.indexOf('=');
    var key = sign < 0 ? text : text.substring(0, sign);
    if (!isKey(key)) {
      return Optional.empty();
    }
    return Optional.of(sign < 0 ? new Has(key) : new Is(key, text.substring(sign + 1)));
  }

  /// Whether a label may have this key, see [#KEY_RULE].
  static boolean isKey(String text) {
    return KEY.matcher(text).matches();
  }
}
