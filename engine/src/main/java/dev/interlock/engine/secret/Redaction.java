package dev.interlock.engine.secret;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Finds values in texts, also as Base64, in URLs and in JSON, and each line of those that have
/// several. What a job takes apart or encodes in ways of its own is not found. Any thread.
final class Redaction {
  private static final String INSTEAD = "[secret]";

  /// Beside those that jobs have at the moment.
  private static final int VALUES_MAX = 1_000;

  /// A line of a value that is shorter may be in any text: the brace of a key in JSON.
  private static final int LINE_CHARS_MIN = 8;

  /// In the order in which they were added last.
  private final LinkedHashMap<String, Known> values = new LinkedHashMap<>();

  /// The longest first, for one may be part of another.
  private volatile List<String> forms = List.of();

  /// A value.
  ///
  /// @param users how many jobs have it
  private record Known(Set<String> forms, int users) {}

  /// From now on this value is taken out: until it is [#release]d as often as it was added, and for
  /// some time after that.
  synchronized void add(String value) {
    var known = values.remove(value);
    values.put(
        value,
        known == null ? new Known(formsOf(value), 1) : new Known(known.forms, known.users + 1));
    if (known == null) {
      forget();
      tellForms();
    }
  }

  /// A job that had it has ended.
  synchronized void release(String value) {
    values.computeIfPresent(value, (_, known) -> new Known(known.forms, known.users - 1));
  }

  private void forget() {
    var all = values.values().iterator();
    for (int more = values.size() - VALUES_MAX; more > 0 && all.hasNext(); ) {
      if (all.next().users == 0) {
        all.remove();
        more--;
      }
    }
  }

  private void tellForms() {
    var all = new ArrayList<String>();
    values.values().forEach(known -> all.addAll(known.forms));
    all.sort(Comparator.comparingInt(String::length).reversed().thenComparing(form -> form));
    forms = List.copyOf(all);
  }

  private static Set<String> formsOf(String value) {
    var found = new TreeSet<String>();
    var texts = new ArrayList<String>();
    texts.add(value);
    value
        .lines()
        .map(String::strip)
        .filter(line -> line.length() >= LINE_CHARS_MIN)
        .forEach(texts::add);
    for (var text : texts) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      found.add(text);
      found.add(Base64.getEncoder().withoutPadding().encodeToString(utf8));
      found.add(Base64.getUrlEncoder().withoutPadding().encodeToString(utf8));
      found.add(inUrl(utf8));
      found.add(inUrl(utf8).replace("%20", "+"));
      found.add(inJson(text));
      found.add(escaped(text));
    }
    return found;
  }

  /// RFC 3986: what is not unreserved as two digits after a %.
  private static String inUrl(byte[] utf8) {
    var url = new StringBuilder(utf8.length);
    for (byte b : utf8) {
      boolean isUnreserved = b > 0 && (Character.isLetterOrDigit(b) || "-._~".indexOf(b) >= 0);
      url.append(isUnreserved ? String.valueOf((char) b) : "%%%02X".formatted(b));
    }
    return url.toString();
  }

  /// As lines of the log have it, which a character that is not shown must not end.
  private static String escaped(String text) {
    var line = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean isShown = c >= ' ' && (c < 0x7F || c >= 0xA0);
      line.append(isShown ? String.valueOf(c) : "\\u%04x".formatted((int) c));
    }
    return line.toString();
  }

  private static String inJson(String text) {
    return text.replace("\\", "\\\\")
        .replace("\"", "\\\"")
        .replace("\n", "\\n")
        .replace("\r", "\\r")
        .replace("\t", "\\t");
  }

  String of(String text) {
    var redacted = text;
    for (var form : forms) {
      if (form.length() <= redacted.length()) {
        redacted = redacted.replace(form, INSTEAD);
      }
    }
    return redacted;
  }
}
