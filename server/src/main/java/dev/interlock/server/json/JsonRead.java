package dev.interlock.server.json;

import java.util.List;

/// What came of reading a text as JSON.
public sealed interface JsonRead {

  /// It is JSON.
  ///
  /// @param documents the values, one after another; none when the text was empty
  record Good(List<Json> documents) implements JsonRead {
    public Good {
      documents = List.copyOf(documents);
    }

    /// The entries of a file that is a stream of values or one array of them.
    public List<Json> entries() {
      return documents.size() == 1 && documents.getFirst() instanceof Json.Arr(var items)
          ? items
          : documents;
    }
  }

  /// It is not.
  ///
  /// @param problem what is wrong and where: `line 3, column 7: ...`
  record Bad(String problem) implements JsonRead {}
}
