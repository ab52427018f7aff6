package dev.interlock.sim.mutant;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// A fault made by hand.
///
/// @param id `M07`
/// @param breaks what it breaks, in a few words
/// @param file the source, from the root of the repository
/// @param edits what is replaced in it; each must be found exactly once
record Mutant(String id, String breaks, String file, List<Edit> edits) {
  private static final String LIST = "mutants.txt";
  private static final Pattern PARTS = Pattern.compile("\n\n+");

  Mutant {
    edits = List.copyOf(edits);
  }

  /// One replacement.
  record Edit(String find, String with) {}

  /// All of them, in the order of the list.
  static List<Mutant> all() {
    try (var in = Mutant.class.getResourceAsStream(LIST)) {
      if (in == null) {
        throw new IllegalStateException("bug: there is no " + LIST);
      }
      return read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Reads the form that the list's first lines describe.
  static List<Mutant> read(String text) {
    var mutants = new ArrayList<Mutant>();
    for (var part : PARTS.splitAsStream(text).toList()) {
      if (!part.startsWith("#") && !part.isBlank()) {
        mutants.add(one(part.strip().lines().toList()));
      }
    }
    return mutants;
  }

  private static Mutant one(List<String> lines) {
    var title = lines.getFirst();
    int space = title.indexOf(' ');
    var id = title.substring(0, space);
    var edits = new ArrayList<Edit>();
    int line = 2;
    while (line < lines.size()) {
      var find = new ArrayList<String>();
      var with = new ArrayList<String>();
      line = take(lines, line, '-', find);
      line = take(lines, line, '+', with);
      if (find.isEmpty()) {
        throw new IllegalStateException("bug: %s has a line without - or +".formatted(id));
      }
      edits.add(new Edit(String.join("\n", find), String.join("\n", with)));
    }
    return new Mutant(id, title.substring(space + 1), lines.get(1), edits);
  }

  private static int take(List<String> lines, int from, char mark, List<String> to) {
    int line = from;
    while (line < lines.size() && lines.get(line).charAt(0) == mark) {
      var text = lines.get(line);
      to.add(text.length() < 2 ? "" : text.substring(2));
      line++;
    }
    return line;
  }

  /// The source with the fault in it.
  String applyTo(String source) {
    var text = source;
    for (var edit : edits) {
      int at = text.indexOf(edit.find());
      if (at < 0 || text.indexOf(edit.find(), at + 1) >= 0) {
        throw new IllegalStateException(
            "%s must find this exactly once in %s:\n%s".formatted(id, file, edit.find()));
      }
      text = text.substring(0, at) + edit.with() + text.substring(at + edit.find().length());
    }
    return text;
  }
}
