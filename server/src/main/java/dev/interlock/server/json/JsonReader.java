package dev.interlock.server.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;

/// Reads JSON, and refuses what parsers often let pass: duplicate keys, broken UTF-8, a byte order
/// mark, values nested deeper than [#DEPTH_MAX].
///
/// Any thread. The caller limits the size of the text.
public final class JsonReader {
  /// How deep values may be nested.
  public static final int DEPTH_MAX = 32;

  private static final int NUMBER_CHARS_MAX = 64;
  private static final int NAME_CHARS_MAX = 4096;
  private static final JsonFactory FACTORY =
      new JsonFactoryBuilder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEPTH_MAX)
                  .maxNumberLength(NUMBER_CHARS_MAX)
                  .maxNameLength(NAME_CHARS_MAX)
                  .build())
          .build();

  private JsonReader() {}

  /// Reads every value of the text.
  public static JsonRead read(ByteBuffer utf8) {
    try {
      return read(StandardCharsets.UTF_8.newDecoder().decode(utf8.duplicate()).toString());
    } catch (CharacterCodingException _) {
      return new JsonRead.Bad("is not valid UTF-8; save it as UTF-8");
    }
  }

  /// Reads every value of the text.
  public static JsonRead read(String text) {
    if (text.startsWith("\uFEFF")) {
      return new JsonRead.Bad("starts with a byte order mark; save it as UTF-8 without one");
    }
    var documents = new ArrayList<Json>();
    try (var parser = FACTORY.createParser(text)) {
      while (parser.nextToken() != null) {
        documents.add(value(parser));
      }
      return new JsonRead.Good(documents);
    } catch (JsonProcessingException bad) {
      var at = bad.getLocation();
      // Jackson goes on with places that are said already
      var problem = bad.getOriginalMessage().replaceAll("(?s) \\(start marker at .*", "");
      return new JsonRead.Bad(
          at == null
              ? problem
              : "line %d, column %d: %s".formatted(at.getLineNr(), at.getColumnNr(), problem));
    } catch (IOException impossible) {
      throw new IllegalStateException("bug: a text in memory could not be read", impossible);
    }
  }

  private static Json value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> array(parser);
      case VALUE_STRING -> new Json.Text(parser.getText());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Json.Num(parser.getText());
      case VALUE_TRUE -> new Json.Bool(true);
      case VALUE_FALSE -> new Json.Bool(false);
      case VALUE_NULL -> new Json.Null();
      case END_OBJECT, END_ARRAY, FIELD_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
          throw new IllegalStateException("bug: no value starts with " + parser.currentToken());
    };
  }

  private static Json object(JsonParser parser) throws IOException {
    var fields = new LinkedHashMap<String, Json>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      var name = parser.currentName();
      parser.nextToken();
      fields.put(name, value(parser));
    }
    return new Json.Obj(fields);
  }

  private static Json array(JsonParser parser) throws IOException {
    var items = new ArrayList<Json>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(value(parser));
    }
    return new Json.Arr(items);
  }
}
