package dev.interlock.store.postgres;

import dev.interlock.engine.journal.TargetUse;
import dev.interlock.engine.journal.Write;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/// An append that changes what jobs touch: a condition of its entry, and what is done once that is
/// written. Two servers that take the same at the same moment find each other by the primary key,
/// and the second tries again.
///
/// @param number of the write
record Touching(int number, Write.Append append) {

  /// Of an entry, named due, that is to be written: its number is another, or nobody else has what
  /// it takes. After [#bindCondition].
  static final String CONDITION =
      """
      (number <> ? or not exists (
        select from unnest(?, ?, ?) as wanted (kind, name, job)
               join target_use as used using (kind, name)
               join work as holder on holder.id = used.work_id and holder.state < 7
         where used.work_id <> due.id or (used.job <> wanted.job and used.job <> all (?))))
      """;

  /// The work, if the entry is its last: one that comes again, late, changes nothing.
  private static final String LAST =
      """
      with last as (
        select work_id from journal
         where work_id = ? and seq = ? and fence = ?
           and seq = (select max(seq) from journal as all_of_it
                       where all_of_it.work_id = journal.work_id)
      ),
      """;

  private static final String LET_GO =
      LAST
          + """
          let_go as (
            delete from target_use using last
             where target_use.work_id = last.work_id and job = any (?)
          ), of_ended as (
            delete from target_use using last, unnest(?, ?) as wanted (kind, name), work
             where target_use.kind = wanted.kind and target_use.name = wanted.name
               and work.id = target_use.work_id and work.state >= 7
          )
          select 1
          """;

  private static final String TAKE =
      LAST
          + """
          taken as (
            insert into target_use (kind, name, work_id, job)
            select kind, name, work_id, job
              from last cross join unnest(?, ?, ?) as wanted (kind, name, job)
             where not exists (select from target_use as own
                                where own.kind = wanted.kind and own.name = wanted.name
                                  and own.work_id = last.work_id and own.job = wanted.job)
             order by kind, name
          )
          select 1
          """;

  /// What follows the entry, in this order.
  List<Part> parts() {
    var letGo = new OfOne(LET_GO, this::bindLetGo);
    return append.targets().taken().isEmpty()
        ? List.of(letGo)
        : List.of(letGo, new OfOne(TAKE, this::bindTake));
  }

  /// Binds what [#CONDITION] asks for.
  ///
  /// @return the parameter after its last
  int bindCondition(PreparedStatement statement, int first) throws SQLException {
    statement.setInt(first, number);
    int next = wanted(statement, first + 1).ints(TargetUse::job).next();
    return letGo(statement, next);
  }

  private int bindLetGo(PreparedStatement statement, int first) throws SQLException {
    int next = letGo(statement, bindLast(statement, first));
    return wanted(statement, next).next();
  }

  private int bindTake(PreparedStatement statement, int first) throws SQLException {
    return wanted(statement, bindLast(statement, first)).ints(TargetUse::job).next();
  }

  private int bindLast(PreparedStatement statement, int first) throws SQLException {
    statement.setObject(first, append.claim().id().value());
    statement.setLong(first + 1, append.entry().seq());
    statement.setLong(first + 2, append.claim().fence());
    return first + 3;
  }

  private Columns<TargetUse> wanted(PreparedStatement statement, int first) throws SQLException {
    return new Columns<>(statement, first, append.targets().taken())
        .texts(use -> use.target().kind())
        .texts(use -> use.target().name());
  }

  private int letGo(PreparedStatement statement, int first) throws SQLException {
    return new Columns<>(statement, first, append.targets().letGo()).ints(job -> job).next();
  }

  private interface Binding {
    int bind(PreparedStatement statement, int first) throws SQLException;
  }

  private record OfOne(String sql, Binding binding) implements Part {
    @Override
    public int bind(PreparedStatement statement, int first) throws SQLException {
      return binding.bind(statement, first);
    }
  }
}
