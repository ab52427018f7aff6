package dev.interlock.store.move;

/// A column that is copied.
record Column(String name, Kind kind) {

  /// What its values are.
  enum Kind {
    ID,
    TEXT,
    NUMBER,
    FLAG,
    BYTES
  }

  static Column id(String name) {
    return new Column(name, Kind.ID);
  }

  static Column text(String name) {
    return new Column(name, Kind.TEXT);
  }

  static Column number(String name) {
    return new Column(name, Kind.NUMBER);
  }

  static Column flag(String name) {
    return new Column(name, Kind.FLAG);
  }

  static Column bytes(String name) {
    return new Column(name, Kind.BYTES);
  }
}
