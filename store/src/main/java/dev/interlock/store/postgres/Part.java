package dev.interlock.store.postgres;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/// One statement of a [Batch]. It selects something, if only to say that it is through.
interface Part {

  /// One of the few texts of the program, so that it is prepared once.
  String sql();

  /// Binds its parameters.
  ///
  /// @param first its first parameter
  /// @return the parameter after its last
  int bind(PreparedStatement statement, int first) throws SQLException;

  /// Reads what it selected; that it is there may be all there is to know.
  default void read(ResultSet rows) throws SQLException {}
}
