package dev.interlock.engine.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LabelMatchTest {

  @Test
  void says_a_key_and_a_value_or_a_key_alone() {
    assertThat(LabelMatch.parse("team=storage")).contains(new LabelMatch.Is("team", "storage"));
    assertThat(LabelMatch.parse("team")).contains(new LabelMatch.Has("team"));
    assertThat(LabelMatch.parse("team=")).contains(new LabelMatch.Is("team", ""));
    assertThat(LabelMatch.parse("sum=1=1")).contains(new LabelMatch.Is("sum", "1=1"));
    assertThat(LabelMatch.parse("example.org/team= a b "))
        .contains(new LabelMatch.Is("example.org/team", " a b "));
  }

  @Test
  void is_none_when_no_label_has_such_a_key() {
    for (var bad :
        List.of("", "=", "=x", "Team", "te am", "-a", ".a", "/a", "é", "a\n", "a\u0000")) {
      assertThat(LabelMatch.parse(bad)).as(bad).isEmpty();
    }
    assertThat(LabelMatch.isKey("k".repeat(63))).isTrue();
    assertThat(LabelMatch.isKey("k".repeat(64))).isFalse();
  }

  @Test
  void holds_for_labels_with_that_value_or_with_any() {
    var labels = Map.of("team", "storage", "empty", "");

    assertThat(new LabelMatch.Is("team", "storage").isIn(labels)).isTrue();
    assertThat(new LabelMatch.Is("team", "Storage").isIn(labels)).isFalse();
    assertThat(new LabelMatch.Is("site", "").isIn(labels)).isFalse();
    assertThat(new LabelMatch.Has("empty").isIn(labels)).isTrue();
    assertThat(new LabelMatch.Has("site").isIn(labels)).isFalse();
  }
}
