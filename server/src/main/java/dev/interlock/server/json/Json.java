package dev.interlock.server.json;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A JSON value. Immutable; the fields of an object keep their order.
public sealed interface Json {

  /// What it is, for messages: `an object`.
  String kind();

  /// An object; no name is there twice.
  ///
  /// @param fields by name, in the order of the text
  record Obj(Map<String, Json> fields) implements Json {
    public Obj {
      fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    @Override
    public String kind() {
      return "an object";
    }
  }

  record Arr(List<Json> items) implements Json {
    public Arr {
      items = List.copyOf(items);
    }

    @Override
    public String kind() {
      return "an array";
    }
  }

  record Text(String value) implements Json {
    @Override
    public String kind() {
      return "a string";
    }
  }

  /// A number.
  ///
  /// @param digits the number as it was written
  record Num(String digits) implements Json {
    @Override
    public String kind() {
      return "a number";
    }
  }

  record Bool(boolean value) implements Json {
    @Override
    public String kind() {
      return Boolean.toString(value);
    }
  }

  record Null() implements Json {
    @Override
    public String kind() {
      return "null";
    }
  }
}
