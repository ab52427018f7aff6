package dev.interlock.examples.diskerase.site;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Files with one JSON object a line, read strictly: an unknown, missing or repeated field is a
/// problem. Fields are written with a capital, `Name` for a component `name`.
final class JsonLines {
  private static final long BYTES_MAX = 16 << 20;

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.UPPER_CAMEL_CASE)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(
              DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
              DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
              DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES,
              DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
              DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .build();

  private JsonLines() {}

  /// A value and where it was read.
  ///
  /// @param where `sites.json:12`
  record Line<T>(T value, String where) {}

  /// Reads every line of `file` as a `type`; notes what is wrong in `problems`.
  static <T> List<Line<T>> read(Path file, Class<T> type, List<String> problems) {
    var lines = new ArrayList<Line<T>>();
    int number = 0;
    for (var text : lines(file, problems)) {
      number++;
      var where = "%s:%d".formatted(file, number);
      try {
        lines.add(new Line<>(JSON.readValue(text, type), where));
      } catch (JacksonException wrong) {
        problems.add("%s: %s".formatted(where, reason(wrong)));
      }
    }
    return lines;
  }

  static <T> void write(Path file, List<T> values) throws IOException {
    var text = new StringBuilder();
    for (var value : values) {
      text.append(JSON.writeValueAsString(value)).append('\n');
    }
    Files.writeString(file, text);
  }

  private static List<String> lines(Path file, List<String> problems) {
    try {
      if (Files.size(file) > BYTES_MAX) {
        problems.add("%s has more than %d bytes".formatted(file, BYTES_MAX));
        return List.of();
      }
      return Files.readAllLines(file);
    } catch (IOException unreadable) {
      problems.add("cannot read %s: %s".formatted(file, unreadable));
      return List.of();
    }
  }

  private static String reason(JacksonException wrong) {
    return switch (wrong) {
      case UnrecognizedPropertyException unknown ->
          "unknown field \"%s\"; there are %s"
              .formatted(unknown.getPropertyName(), unknown.getKnownPropertyIds());
      case ValueInstantiationException refused when refused.getCause() != null ->
          String.valueOf(refused.getCause().getMessage());
      default -> wrong.getOriginalMessage();
    };
  }
}
