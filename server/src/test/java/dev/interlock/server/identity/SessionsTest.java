package dev.interlock.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.access.Principal;
import dev.interlock.engine.time.ManualClock;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SessionsTest {
  private static final Principal ANN =
      new Principal("test:ann", "token of test", Set.of("test:sre", "test:dc"));
  private static final Principal LOCAL = Authenticator.OF_TOKEN_FILE;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final ManualClock clock = new ManualClock();
  private final Sessions sessions = sessions("one");
  private final SignInCodes codes = new SignInCodes(clock, RANDOM);

  private Sessions sessions(String secret) {
    return new Sessions(clock, RANDOM, new Signer(secret, "browser sessions"));
  }

  @Test
  void a_session_says_whose_it_is_also_after_a_restart() {
    var text = sessions.open(ANN);

    var found = sessions("one").find(text).orElseThrow();

    assertThat(found.principal().name()).isEqualTo("test:ann");
    assertThat(found.principal().groups()).isEqualTo(ANN.groups());
    assertThat(found.principal().authentication()).isEqualTo("browser session by token of test");
    assertThat(found.renewed()).isEmpty();
  }

  @Test
  void a_session_ends_half_an_hour_after_it_was_used_last() {
    var text = sessions.open(ANN);

    clock.advance(Duration.ofMinutes(29));
    var renewed = sessions.find(text).orElseThrow().renewed().orElseThrow();
    clock.advance(Duration.ofMinutes(29));
    assertThat(sessions.find(text)).isEmpty();
    assertThat(sessions.find(renewed)).isPresent();
    clock.advance(Duration.ofMinutes(2));
    assertThat(sessions.find(renewed)).isEmpty();
  }

  @Test
  void a_session_ends_after_eight_hours_however_much_it_is_used() {
    var text = sessions.open(ANN);

    for (int quarters = 0; quarters < 32; quarters++) {
      text = sessions.find(text).orElseThrow().renewed().orElse(text);
      clock.advance(Duration.ofMinutes(15));
    }
    assertThat(sessions.find(text)).isPresent();
    clock.advance(Duration.ofMillis(1));

    assertThat(sessions.find(text)).isEmpty();
  }

  @Test
  void a_session_that_was_ended_is_over_also_as_it_was_before_it_was_renewed() {
    var text = sessions.open(ANN);
    var other = sessions.open(ANN);
    clock.advance(Duration.ofMinutes(2));
    var renewed = sessions.find(text).orElseThrow().renewed().orElseThrow();

    sessions.end(renewed);

    assertThat(sessions.find(renewed)).isEmpty();
    assertThat(sessions.find(text)).isEmpty();
    assertThat(sessions.find(other)).isPresent();
  }

  @Test
  void a_session_that_was_changed_anywhere_or_signed_by_others_is_none() {
    var text = sessions.open(ANN);

    for (int at = 0; at < text.length(); at++) {
      var changed = new StringBuilder(text);
      changed.setCharAt(at, text.charAt(at) == 'A' ? 'B' : 'A');
      assertThat(sessions.find(changed.toString())).as(changed.toString()).isEmpty();
      assertThat(sessions.find(text.substring(0, at))).isEmpty();
    }
    assertThat(sessions("two").find(text)).isEmpty();
    assertThat(sessions.find("")).isEmpty();
    assertThat(sessions.find("x".repeat(5_000))).isEmpty();
  }

  @Test
  void a_code_signs_in_once_and_within_a_minute() {
    var code = codes.make(LOCAL).orElseThrow();
    var late = codes.make(LOCAL).orElseThrow();

    assertThat(codes.take("x" + code.text())).isEmpty();
    assertThat(codes.take(code.text())).contains(LOCAL);
    assertThat(codes.take(code.text())).isEmpty();
    assertThat(late.expiresAt()).isEqualTo(clock.instant().plus(Duration.ofMinutes(1)));
    clock.advance(Duration.ofMinutes(1).plusMillis(1));
    assertThat(codes.take(late.text())).isEmpty();
  }

  @Test
  void only_whoever_has_the_token_file_gets_a_code() {
    var signedIn = sessions.find(sessions.open(LOCAL)).orElseThrow().principal();

    assertThat(codes.make(signedIn)).isEmpty();
    assertThat(codes.make(ANN)).isEmpty();
  }

  @Test
  void of_very_many_codes_the_oldest_are_of_no_use_any_more() {
    var first = codes.make(LOCAL).orElseThrow();
    for (int i = 0; i < 1_000; i++) {
      codes.make(LOCAL);
    }

    assertThat(codes.take(first.text())).isEmpty();
  }
}
