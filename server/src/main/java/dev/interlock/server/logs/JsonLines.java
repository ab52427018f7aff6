package dev.interlock.server.logs;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Locale;

/// `{"time":"2026-11-23T05:00:00.123Z","level":"info","logger":"...","message":"...","work":"..."}`
final class JsonLines extends LayoutBase<ILoggingEvent> {
  private static final JsonFactory FACTORY = new JsonFactory();

  @Override
  public String doLayout(ILoggingEvent event) {
    var line = new StringWriter();
    try (var json = FACTORY.createGenerator(line)) {
      write(event, json);
    } catch (IOException impossible) {
      throw new IllegalStateException("bug: a string could not be written", impossible);
    }
    return line.append('\n').toString();
  }

  private static void write(ILoggingEvent event, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("time", event.getInstant().toString());
    json.writeStringField("level", event.getLevel().toString().toLowerCase(Locale.ROOT));
    json.writeStringField("logger", event.getLoggerName());
    json.writeStringField("thread", event.getThreadName());
    json.writeStringField("message", event.getFormattedMessage());
    var pairs = event.getKeyValuePairs();
    if (pairs != null) {
      for (var pair : pairs) {
        json.writeStringField(pair.key, String.valueOf(pair.value));
      }
    }
    if (event.getThrowableProxy() != null) {
      json.writeStringField("error", ThrowableProxyUtil.asString(event.getThrowableProxy()));
    }
    json.writeEndObject();
  }
}
