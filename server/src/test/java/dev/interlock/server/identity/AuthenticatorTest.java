package dev.interlock.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.access.Principal;
import dev.interlock.engine.digest.Sha256;
import dev.interlock.engine.time.ManualClock;
import dev.interlock.server.identity.Authenticator.Found;
import dev.interlock.server.identity.Authenticator.Presented;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// From where callers are who they are.
class AuthenticatorTest {
  private static final Principal ANN = new Principal("corp:ann", "sign-in by corp", Set.of(), true);

  private final ManualClock clock = new ManualClock();
  private Banned banned = Banned.NOBODY;
  private Sessions sessions;
  private Authenticator authenticator;

  @BeforeEach
  void open(@TempDir Path folder) {
    var random = new SecureRandom();
    var opened = TokenFile.open(folder.resolve("token"), random);
    assertThat(opened).isInstanceOf(TokenFile.Opened.Good.class);
    var file = ((TokenFile.Opened.Good) opened).file();
    sessions = new Sessions(clock, random, file.ofSessions());
    authenticator =
        new Authenticator(
            file,
            new BearerTokens(List.of(), clock),
            sessions,
            Set.of("corp"),
            () -> banned,
            clock);
  }

  private Found find(Principal of, boolean isFromHere) {
    var session = Optional.of(sessions.open(of));
    return authenticator.find(
        new Presented(Optional.empty(), session, Optional.empty(), isFromHere));
  }

  @Test
  void whom_an_issuer_has_signed_in_may_be_anywhere() {
    for (var isFromHere : List.of(true, false)) {
      assertThat(find(ANN, isFromHere))
          .isInstanceOfSatisfying(
              Found.Known.class,
              known -> {
                assertThat(known.principal().name()).isEqualTo("corp:ann");
                assertThat(known.principal().isPerson()).isTrue();
              });
    }
  }

  @Test
  void a_session_ends_with_the_issuer_that_began_it() {
    var gone = new Principal("old:ann", "sign-in by old", Set.of(), true);

    assertThat(find(gone, true)).isInstanceOf(Found.Unknown.class);
  }

  @Test
  void whoever_has_the_token_file_must_be_on_this_machine() {
    assertThat(find(Authenticator.OF_TOKEN_FILE, true)).isInstanceOf(Found.Known.class);
    assertThat(find(Authenticator.OF_TOKEN_FILE, false)).isInstanceOf(Found.Unknown.class);
  }

  @Test
  void who_is_banned_is_nobody_whatever_they_present() {
    assertThat(find(ANN, true)).isInstanceOf(Found.Known.class);

    banned = new Banned(Set.of("corp:ann", Principal.LOCAL), Set.of());

    assertThat(find(ANN, true)).isInstanceOf(Found.Unknown.class);
    assertThat(find(Authenticator.OF_TOKEN_FILE, true)).isInstanceOf(Found.Unknown.class);
  }

  private Found find(X509Bundle shown, Optional<String> session) {
    return authenticator.find(
        new Presented(Optional.empty(), session, Optional.of(shown.getCertificate()), true));
  }

  private static X509Bundle certificate() throws Exception {
    return new CertificateBuilder()
        .setIsCertificateAuthority(true) // so that it may sign itself
        .subject("CN=robot")
        .addSanDnsName("robot.corp.test")
        .notBefore(ManualClock.NOON.minus(Duration.ofHours(1)))
        .notAfter(ManualClock.NOON.plus(Duration.ofHours(1)))
        .buildSelfSigned();
  }

  @Test
  void a_certificate_that_is_banned_makes_nobody_of_who_shows_it_with_anything() throws Exception {
    var stolen = certificate();
    var session = Optional.of(sessions.open(ANN));
    assertThat(find(stolen, Optional.empty())).isInstanceOf(Found.Known.class);

    var fingerprint = Sha256.of(stolen.getCertificate().getEncoded());
    banned = new Banned(Set.of(), Set.of(fingerprint));

    assertThat(find(stolen, Optional.empty())).isInstanceOf(Found.Unknown.class);
    assertThat(find(stolen, session)).isInstanceOf(Found.Unknown.class);
    assertThat(find(certificate(), Optional.empty())).isInstanceOf(Found.Known.class);
  }

  @Test
  void a_certificate_ends_also_on_a_connection_that_it_began() throws Exception {
    var shown = certificate();
    clock.advance(Duration.ofMinutes(59));
    assertThat(find(shown, Optional.empty())).isInstanceOf(Found.Known.class);

    clock.advance(Duration.ofMinutes(2));

    assertThat(find(shown, Optional.empty()))
        .isInstanceOfSatisfying(
            Found.Unknown.class,
            unknown -> assertThat(unknown.problem()).contains("certificate has ended"));
  }
}
