package dev.interlock.engine.secret;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {
  private static final String SECRET = "tab\there, \"quote\", \\slash, ü & more\nand a second line";

  private final Redaction redaction = new Redaction();

  @ParameterizedTest
  @ValueSource(
      strings = {
        SECRET,
        "and a second line",
        "tab\there, \"quote\", \\slash, ü & more",
        "tab\\there, \\\"quote\\\", \\\\slash, ü & more\\nand a second line",
        "tab\\u0009here, \"quote\", \\slash, ü & more",
        "tab%09here%2C%20%22quote%22%2C%20%5Cslash%2C%20%C3%BC%20%26%20more%0Aand%20a%20second%20line",
        "and+a+second+line",
        "YW5kIGEgc2Vjb25kIGxpbmU"
      })
  void a_value_is_found_as_it_is_and_as_programs_write_it(String form) {
    redaction.add(SECRET);

    assertThat(redaction.of("<" + form + ">")).isEqualTo("<[secret]>");
  }

  @Test
  void of_two_values_one_of_which_is_part_of_the_other_nothing_is_left() {
    redaction.add("swordfish");
    redaction.add("swordfish and chips");

    assertThat(redaction.of("swordfish and chips, swordfish")).isEqualTo("[secret], [secret]");
  }

  @Test
  void values_that_jobs_have_are_not_forgotten_however_many_come_after_them() {
    redaction.add("of a long job");
    redaction.add("of an ended job");
    redaction.release("of an ended job");
    for (int i = 0; i < 1_001; i++) {
      var value = "another one " + i + ".";
      redaction.add(value);
      redaction.release(value);
    }

    assertThat(redaction.of("of a long job")).isEqualTo("[secret]");
    assertThat(redaction.of("of an ended job")).isEqualTo("of an ended job");
    assertThat(redaction.of("another one 1000.")).isEqualTo("[secret]");
  }
}
