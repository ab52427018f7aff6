package dev.interlock.server.json;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.stream.Collectors;

/// Writes JSON on one line, for people: `{"a": [1, true]}`.
public final class JsonWriter {
  private JsonWriter() {}

  public static String write(Json json) {
    return switch (json) {
      case Json.Obj(var fields) ->
          fields.entrySet().stream()
              .map(field -> quoted(field.getKey()) + ": " + write(field.getValue()))
              .collect(Collectors.joining(", ", "{", "}"));
      case Json.Arr(var items) ->
          items.stream().map(JsonWriter::write).collect(Collectors.joining(", ", "[", "]"));
      case Json.Text(var text) -> quoted(text);
      case Json.Num(var digits) -> digits;
      case Json.Bool(var flag) -> Boolean.toString(flag);
      case Json.Null() -> "null";
    };
  }

  private static String quoted(String text) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
  }
}
