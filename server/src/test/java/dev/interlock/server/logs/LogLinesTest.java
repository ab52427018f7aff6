package dev.interlock.server.logs;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.LayoutBase;
import dev.interlock.server.json.Json;
import dev.interlock.server.json.JsonRead;
import dev.interlock.server.json.JsonReader;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

/// F67: what callers write is in one line of the log, and is nothing but text there.
class LogLinesTest {
  private static final String HOSTILE =
      "smoke\r\n{\"level\":\"info\",\"message\":\"all is well\"}\n\u001b[2J\u0085\"}\u0000";

  private static LoggingEvent event() {
    var logger = new LoggerContext().getLogger("a.Logger");
    var event =
        new LoggingEvent("", logger, Level.WARN, "a stop: {}", null, new Object[] {HOSTILE});
    event.setKeyValuePairs(List.of(new KeyValuePair("actor", HOSTILE)));
    return event;
  }

  private static String line(LayoutBase<ch.qos.logback.classic.spi.ILoggingEvent> lines) {
    var line = lines.doLayout(event());
    assertThat(line).endsWith("\n");
    assertThat(line.lines()).hasSize(1);
    return line;
  }

  @Test
  void json_says_what_was_written_and_no_more() {
    var read = JsonReader.read(line(new JsonLines()));

    assertThat(read)
        .isInstanceOfSatisfying(
            JsonRead.Good.class,
            good -> {
              Map<String, Json> fields = ((Json.Obj) good.documents().getFirst()).fields();
              assertThat(fields).containsEntry("level", new Json.Text("warn"));
              assertThat(fields).containsEntry("message", new Json.Text("a stop: " + HOSTILE));
              assertThat(fields).containsEntry("actor", new Json.Text(HOSTILE));
            });
  }

  @Test
  void text_moves_no_cursor() {
    var line = line(new TextLines());

    assertThat(line.strip()).doesNotMatch("(?s).*[\\x00-\\x1f\\x7f-\\x9f].*");
    assertThat(line).contains("smoke\\u000d\\u000a{", "\\u001b[2J");
  }
}
