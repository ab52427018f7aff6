package dev.interlock.store.sqlite;

import dev.interlock.engine.journal.LabelMatch;
import dev.interlock.engine.journal.WorkFilter;
import dev.interlock.engine.work.WorkId;
import dev.interlock.engine.work.WorkState;
import dev.interlock.store.blob.Codes;
import dev.interlock.store.sql.NameCondition;
import dev.interlock.store.sql.Session;
import dev.interlock.store.sql.WorkRow;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The question which works a list shows, newest first. They are found by way of an index, of that
/// name or label which the fewest works have; everything else is looked up for each of these.
///
/// @param way what they are found by
/// @param labels all that are asked for; the first is the one that they are found by, if they are
///   found by a label
record WorkList(WorkFilter filter, Way way, List<LabelMatch> labels) {
  /// Works are counted up to here: with so many the choice matters little.
  private static final int COUNTED_MAX = 1_000;

  private static final long EVERY_STATE = -1;

  /// The parameter that is the key of the first label; its value is the next.
  private static final int FIRST_LABEL = 10;

  /// What the works of a list are found by.
  enum Way {
    ID("from work where true", "work.id", "work.id"),
    NAME("from work where name = ?1", "work.id", "work.id"),
    LABEL_AND_VALUE(
        """
        from work_label as found cross join work on work.id = found.work_id
         where found.key = ?10 and found.value = ?11
        """,
        "found.work_id",
        "+found.work_id"),
    /// With `?11`, for each label has two parameters.
    LABEL(
        """
        from work_label as found cross join work on work.id = found.work_id
         where found.key = ?10 and ?11 is null
        """,
        "found.work_id",
        "+found.work_id");

    private final String from;

    /// The id, in the order of the index.
    private final String id;

    /// The same; with a plus, where SQLite would make use of one bound only, and that be the lower
    /// one: then a page would begin with a walk over all pages before it.
    private final String lowest;

    Way(String from, String id, String lowest) {
      this.from = from;
      this.id = id;
      this.lowest = lowest;
    }

    private static Way of(LabelMatch label) {
      return switch (label) {
        case LabelMatch.Is _ -> LABEL_AND_VALUE;
        case LabelMatch.Has _ -> LABEL;
      };
    }
  }

  static WorkList of(WorkFilter filter, Session session) throws SQLException {
    boolean hasName = !filter.name().isEmpty();
    if (filter.labels().isEmpty()) {
      return new WorkList(filter, hasName ? Way.NAME : Way.ID, List.of());
    }
    boolean isOnly = filter.labels().size() == 1 && !hasName;
    return isOnly ? by(filter.labels().getFirst(), filter) : byRarest(filter, session);
  }

  private static WorkList byRarest(WorkFilter filter, Session session) throws SQLException {
    var rarest = filter.labels().getFirst();
    int fewest = count(rarest, session);
    for (var label : filter.labels().subList(1, filter.labels().size())) {
      int count = count(label, session);
      if (count < fewest) {
        rarest = label;
        fewest = count;
      }
    }
    boolean isByName = !filter.name().isEmpty() && count(filter.name(), session) < fewest;
    return isByName ? new WorkList(filter, Way.NAME, filter.labels()) : by(rarest, filter);
  }

  private static WorkList by(LabelMatch first, WorkFilter filter) {
    var labels = new ArrayList<>(filter.labels());
    labels.remove(first);
    labels.addFirst(first);
    return new WorkList(filter, Way.of(first), labels);
  }

  private static int count(LabelMatch label, Session session) throws SQLException {
    return switch (label) {
      case LabelMatch.Is(var key, var value) ->
          count(session, "work_label where key = ? and value = ?", key, value);
      case LabelMatch.Has(var key) -> count(session, "work_label where key = ?", key);
    };
  }

  private static int count(String name, Session session) throws SQLException {
    return count(session, "work where name = ?", name);
  }

  private static int count(Session session, String rows, String... parameters) throws SQLException {
    var select =
        session.statement(
            "select count(*) from (select 1 from " + rows + " limit " + COUNTED_MAX + ")");
    for (int at = 0; at < parameters.length; at++) {
      select.setString(at + 1, parameters[at]);
    }
    try (var row = select.executeQuery()) {
      row.next();
      return row.getInt(1);
    }
  }

  /// One of not many texts: they differ by the way, by the number of labels, and by how many names
  /// of which lengths the scope has, rounded up.
  String sql() {
    var sql = new StringBuilder(WorkRow.select(Ids.DIALECT)).append(way.from);
    sql.append(
        """
         and %1$s <= min(?2, ?8) and %1$s <> ?2 and %2$s >= ?7
         and (?1 = '' or name = ?1) and (1 << state) & ?3 and (?4 = '' or submitted_by = ?4)
         and created >= ?5 and created < ?6
        """
            .formatted(way.id, way.lowest));
    boolean isByLabel = way == Way.LABEL || way == Way.LABEL_AND_VALUE;
    for (int at = isByLabel ? 1 : 0; at < labels.size(); at++) {
      int key = FIRST_LABEL + 2 * at;
      sql.append(
          """
           and exists (select 1 from work_label
                        where key = ?%d and work_id = %s and value = ifnull(?%d, value))
          """
              .formatted(key, way.id, key + 1));
    }
    sql.append(condition().sql());
    return sql.append(" order by %s desc limit ?9".formatted(way.id)).toString();
  }

  /// Its parameters are those after the labels'.
  private NameCondition condition() {
    int first = FIRST_LABEL + 2 * labels.size();
    return NameCondition.of(filter.scope(), at -> "?" + (first + at));
  }

  /// Ready to be executed.
  ///
  /// @param after only works that are older
  PreparedStatement select(Session session, Optional<WorkId> after, int max) throws SQLException {
    var select = session.statement(sql());
    select.setString(1, filter.name());
    select.setBytes(2, after.map(Ids::bytes).orElseGet(() -> Ids.highest("")));
    select.setLong(3, mask(filter.states()));
    select.setString(4, filter.submitter());
    select.setLong(5, filter.created().from());
    select.setLong(6, filter.created().until());
    select.setBytes(7, Ids.lowest(filter.idStart()));
    select.setBytes(8, Ids.highest(filter.idStart()));
    select.setInt(9, max);
    int parameter = FIRST_LABEL;
    for (var label : labels) {
      select.setString(parameter++, label.key());
      switch (label) {
        case LabelMatch.Is(_, var value) -> select.setString(parameter++, value);
        case LabelMatch.Has _ -> select.setNull(parameter++, Types.VARCHAR);
      }
    }
    condition().bind(select, parameter);
    return select;
  }

  private static long mask(Set<WorkState> states) {
    return states.isEmpty()
        ? EVERY_STATE
        : states.stream().mapToLong(state -> 1L << Codes.number(state)).reduce(0, (a, b) -> a | b);
  }
}
