package dev.interlock.cli.screen;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Rows in columns that are as wide as they need to be.
public final class Table {
  private static final String GAP = "  ";

  private final List<String> columns;
  private final List<List<String>> rows = new ArrayList<>();

  /// @param columns their headings
  public Table(String... columns) {
    this.columns = List.of(columns);
  }

  /// A list of names with what there is to say of each; rows without anything are left out.
  public static String facts(List<String> namesAndValues) {
    var table = new Table("", "");
    for (int at = 0; at < namesAndValues.size(); at += 2) {
      if (!namesAndValues.get(at + 1).isEmpty()) {
        table.row(namesAndValues.get(at), namesAndValues.get(at + 1));
      }
    }
    return table.body();
  }

  /// Adds a row. Its cells may be anybody's text.
  public Table row(Object... cells) {
    var row = new ArrayList<String>();
    for (var cell : cells) {
      row.add(PlainText.of(String.valueOf(cell)));
    }
    rows.add(row);
    return this;
  }

  /// Whether it has no rows.
  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /// With its headings, each line ended.
  @Override
  public String toString() {
    var all = new ArrayList<List<String>>();
    all.add(columns);
    all.addAll(rows);
    return drawn(all);
  }

  private String body() {
    return drawn(rows);
  }

  private String drawn(List<List<String>> lines) {
    var widths = new ArrayList<>(Collections.nCopies(columns.size(), 0));
    for (var line : lines) {
      for (int at = 0; at < line.size(); at++) {
        widths.set(at, Math.max(widths.get(at), width(line.get(at))));
      }
    }
    var drawn = new StringBuilder();
    for (var line : lines) {
      var text = new StringBuilder();
      for (int at = 0; at < line.size(); at++) {
        text.append(line.get(at))
            .append(" ".repeat(widths.get(at) - width(line.get(at))))
            .append(GAP);
      }
      drawn.append(text.toString().stripTrailing()).append('\n');
    }
    return drawn.toString();
  }

  private static int width(String text) {
    return text.codePointCount(0, text.length());
  }
}
