package dev.interlock.cli.screen;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlainTextTest {
  @Test
  void leaves_ordinary_text_of_every_language_alone() {
    var text = "Größe 磁盘 диск 🚂 \"quoted\" \\ 100 %";

    assertThat(PlainText.of(text)).isSameAs(text);
  }

  @Test
  void shows_what_would_steer_a_terminal_as_escapes() {
    assertThat(PlainText.of("a\u001b[2Jb\u009bc\u007fd\re\nf\tg\u0000"))
        .isEqualTo("a\\u001b[2Jb\\u009bc\\u007fd\\re\\nf\\tg\\u0000");
  }

  @Test
  void shows_marks_of_direction_and_invisible_characters_as_escapes() {
    assertThat(PlainText.of("\u202egnp\u2066\u200b\ufeff\u2028"))
        .isEqualTo("\\u202egnp\\u2066\\u200b\\ufeff\\u2028");
  }

  @Test
  void keeps_the_lines_of_a_json_document() {
    assertThat(PlainText.ofJson("{\n  \"a\": \"ä\u009b\"\n}", false))
        .isEqualTo("{\n  \"a\": \"ä\\u009b\"\n}");
    assertThat(PlainText.ofJson("\"ä\"", true)).isEqualTo("\"\\u00e4\"");
  }
}
