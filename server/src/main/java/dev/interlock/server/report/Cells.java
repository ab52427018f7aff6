package dev.interlock.server.report;

import com.google.protobuf.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// What tables and the head of a report have in common.
record Cells(Html html) {
  /// What a message gives for a time that it does not have.
  private static final Timestamp NEVER = Timestamp.getDefaultInstance();

  /// The first row of a table.
  void heads(String... names) {
    html.open("thead").open("tr");
    for (var name : names) {
      html.open("th", "scope", "col").words(name).close("th");
    }
    html.close("tr", "thead").line();
  }

  Html state(Enum<?> state) {
    var words = Wording.of(state);
    var name = "state state-" + words.replace(' ', '-');
    return html.open("span", "class", name).words(words).close("span");
  }

  Html time(Timestamp time) {
    return time(Wording.instant(time));
  }

  Html time(Instant time) {
    var exact = time.truncatedTo(ChronoUnit.MILLIS).toString(); // HTML knows nothing finer
    return html.open("time", "datetime", exact).words(Wording.of(time)).close("time");
  }

  /// Three cells: from when, until when, how long.
  void span(Timestamp from, Timestamp to) {
    boolean hasStarted = !from.equals(NEVER);
    boolean hasEnded = !to.equals(NEVER);
    html.open("td");
    if (hasStarted) {
      time(from);
    }
    html.close("td").open("td");
    if (hasEnded) {
      time(to);
    }
    html.close("td").open("td");
    if (hasStarted && hasEnded) {
      html.words(Wording.of(Duration.between(Wording.instant(from), Wording.instant(to))));
    }
    html.close("td");
  }
}
