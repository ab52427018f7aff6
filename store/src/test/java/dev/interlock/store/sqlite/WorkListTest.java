package dev.interlock.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.access.NameScope;
import dev.interlock.engine.journal.LabelMatch;
import dev.interlock.engine.journal.WorkFilter;
import dev.interlock.store.Writes;
import dev.interlock.store.sql.Session;
import dev.interlock.store.sqlite.WorkList.Way;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Lists look at few rows, however many works there are.
class WorkListTest {
  private static final int WORKS = 300;

  @TempDir Path folder;
  private SqliteStore store;
  private Session session;

  /// Each is an `erase` of the team storage, a third has a site, and one a ticket.
  @BeforeEach
  void submit() throws SQLException {
    var file = folder.resolve("work.db");
    store = SqliteStore.open(file);
    var writes =
        IntStream.range(0, WORKS)
            .mapToObj(number -> Writes.submit(number, labels(number)))
            .toList();
    store.commit(writes);
    session = new Session(new Connections(file, Connections.PAGES_MAX).reader());
  }

  private static Map<String, String> labels(int number) {
    var labels = new HashMap<>(Map.of("team", "storage"));
    if (number % 3 == 0) {
      labels.put("site", "ams1");
    }
    if (number == 7) {
      labels.put("ticket", "CHG-7");
    }
    return labels;
  }

  @AfterEach
  void close() throws SQLException {
    session.close();
    store.close();
  }

  private WorkList list(String name, String... labels) throws SQLException {
    var matches = Arrays.stream(labels).map(text -> LabelMatch.parse(text).orElseThrow()).toList();
    var filter =
        new WorkFilter(name, Set.of(), "", WorkFilter.Span.EVER, "", matches, NameScope.ALL);
    return WorkList.of(filter, session);
  }

  /// What SQLite does to answer.
  private List<String> plan(WorkList list) throws SQLException {
    return plan(list.sql());
  }

  private List<String> plan(String sql) throws SQLException {
    var plan = new ArrayList<String>();
    try (var row = session.statement("explain query plan " + sql).executeQuery()) {
      while (row.next()) {
        plan.add(row.getString("detail"));
      }
    }
    return plan;
  }

  @Test
  void works_that_have_not_ended_are_counted_without_a_look_at_those_that_have()
      throws SQLException {
    assertThat(plan(SqliteStore.UNENDED.formatted("")))
        .contains("SEARCH work USING INDEX work_due (due<?)");
  }

  @Test
  void works_with_a_label_are_found_by_an_index_that_has_them_newest_first() throws SQLException {
    for (var list :
        List.of(
            list("", "ticket=CHG-7"),
            list("", "ticket"),
            list("", "team", "ticket"),
            list("erase", "team=storage", "site", "ticket=CHG-7"))) {
      assertThat(plan(list))
          .as(list.sql())
          .noneMatch(step -> step.startsWith("SCAN") || step.contains("TEMP B-TREE"))
          .anyMatch(
              step -> step.matches("SEARCH found .*\\(key=\\? (AND value=\\? )?AND work_id<\\?\\)"))
          .anyMatch(step -> step.matches("SEARCH work USING PRIMARY KEY \\(id=\\?\\)"));
    }
  }

  @Test
  void other_works_are_found_by_their_name_or_in_their_order() throws SQLException {
    assertThat(plan(list("erase")).getFirst())
        .isEqualTo("SEARCH work USING INDEX work_by_name (name=? AND id>? AND id<?)");
    assertThat(plan(list("")).getFirst())
        .isEqualTo("SEARCH work USING PRIMARY KEY (id>? AND id<?)");
    for (var list : List.of(list("erase"), list(""), list("paint", "team=storage"))) {
      assertThat(plan(list))
          .noneMatch(step -> step.startsWith("SCAN") || step.contains("TEMP B-TREE"));
    }
  }

  @Test
  void they_are_found_by_what_the_fewest_have() throws SQLException {
    assertThat(list("", "team=storage", "site", "ticket=CHG-7"))
        .extracting(WorkList::way, list -> list.labels().getFirst().key())
        .containsExactly(Way.LABEL_AND_VALUE, "ticket");
    assertThat(list("", "team=storage", "site", "team"))
        .extracting(WorkList::way, list -> list.labels().getFirst().key())
        .containsExactly(Way.LABEL, "site");
    assertThat(list("paint", "team=storage", "ticket").way()).isEqualTo(Way.NAME);
    assertThat(list("erase", "team=storage", "ticket").way()).isEqualTo(Way.LABEL);
    assertThat(list("erase").way()).isEqualTo(Way.NAME);
    assertThat(list("").way()).isEqualTo(Way.ID);
  }
}
