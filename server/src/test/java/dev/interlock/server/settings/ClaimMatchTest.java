package dev.interlock.server.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClaimMatchTest {
  private static final Map<String, Object> CLAIMS =
      Map.of("sub", "ann", "kind", "person", "amr", List.of("mfa"), "verified", true);

  private static boolean isIn(String match) {
    return ClaimMatch.parse(match).isIn(CLAIMS);
  }

  @Test
  void a_claim_alone_is_in_every_token_that_has_it() {
    assertThat(isIn("sub")).isTrue();
    assertThat(isIn("amr")).isTrue();
    assertThat(isIn("auth_time")).isFalse();
  }

  @Test
  void a_claim_that_says_no_is_not_there() {
    for (Object no : List.of(false, "", " ", List.of())) {
      assertThat(ClaimMatch.parse("human").isIn(Map.of("human", no))).as("%s", no).isFalse();
    }
    assertThat(ClaimMatch.parse("human").isIn(Map.of("human", true))).isTrue();
  }

  @Test
  void a_value_must_be_the_claims() {
    assertThat(isIn("kind=person")).isTrue();
    assertThat(isIn("verified=true")).isTrue();
    assertThat(isIn("kind=program")).isFalse();
    assertThat(isIn("kind=Person")).isFalse();
    assertThat(isIn("other=person")).isFalse();
  }

  @Test
  void nothing_is_in_no_token() {
    assertThat(isIn("none")).isFalse();
    assertThat(isIn("=person")).isFalse();
    assertThat(ClaimMatch.parse("none").isIn(Map.of("none", "none"))).isFalse();
  }
}
