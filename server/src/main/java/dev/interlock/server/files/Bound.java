package dev.interlock.server.files;

import dev.interlock.plugin.Violation;
import java.util.List;

/// What came of binding JSON to a record.
sealed interface Bound<S extends Record> {
  record Good<S extends Record>(S value) implements Bound<S> {}

  record Bad<S extends Record>(List<Violation> problems) implements Bound<S> {
    public Bad {
      problems = List.copyOf(problems);
    }
  }
}
