package dev.interlock.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSAEncrypter;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.EncryptedJWT;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.interlock.engine.time.ManualClock;
import dev.interlock.server.settings.Settings;
import dev.interlock.server.settings.SettingsReader;
import dev.interlock.server.settings.SettingsReader.Reading;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// F70 and F71: whatever is wrong with a token, it is nobody's.
class BearerTokensTest {
  private static final RSAKey STRANGE = TestIssuer.key("strange");

  @TempDir private Path folder;
  private final ManualClock clock = new ManualClock();
  private TestIssuer issuer;
  private BearerTokens tokens;

  @BeforeEach
  void read() {
    issuer = new TestIssuer(folder);
    tokens = new BearerTokens(issuers(issuer.settings()), clock);
  }

  private List<Settings.Issuer> issuers(String... args) {
    var reading = SettingsReader.read(List.of(args), Map.of(), folder);
    assertThat(reading).isInstanceOf(Reading.Good.class);
    return ((Reading.Good) reading).settings().files().access().issuers();
  }

  /// Good for another ten minutes of the test's clock.
  private JWTClaimsSet.Builder claims() {
    return TestIssuer.claims("ann").expirationTime(in(Duration.ofMinutes(10)));
  }

  private Date in(Duration time) {
    return Date.from(clock.instant().plus(time));
  }

  private String signed(JWTClaimsSet.Builder claims) {
    return TestIssuer.sign(TestIssuer.header(issuer.key()), claims.build(), issuer.key());
  }

  private String signed(JWSHeader.Builder header) {
    return TestIssuer.sign(header.build(), claims().build(), issuer.key());
  }

  private JWSHeader.Builder header() {
    return new JWSHeader.Builder(TestIssuer.header(issuer.key()));
  }

  private void assertNobodys(String token) {
    assertThat(tokens.verify(token)).as(token).isEmpty();
    assertThat(tokens.remembered(token)).as(token).isEmpty();
  }

  @Test
  void a_good_token_says_who_it_is_and_in_which_groups() {
    var token = signed(claims().claim("groups", List.of("sre", "dc")));

    var principal = tokens.verify(token).orElseThrow();

    assertThat(principal.name()).isEqualTo("test:ann");
    assertThat(principal.groups()).containsExactlyInAnyOrder("test:sre", "test:dc");
    assertThat(principal.authentication()).isEqualTo("token of test");
    assertThat(tokens.remembered(token)).contains(principal);
    assertThat(tokens.verify(signed(claims())).orElseThrow().groups()).isEmpty();
  }

  @Test
  void a_token_that_nobody_signed_is_nobodys() throws Exception {
    var plain = new PlainJWT(claims().build()).serialize();
    var good = signed(claims());
    var parts = good.split("\\.", -1);
    var none =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(
                "{\"alg\":\"none\",\"typ\":\"at+jwt\"}".getBytes(StandardCharsets.UTF_8));

    assertNobodys(plain);
    assertNobodys(none + "." + parts[1] + ".");
    assertNobodys(none + "." + parts[1] + "." + parts[2]);
    assertNobodys(parts[0] + "." + parts[1] + ".");
    assertNobodys(good.substring(0, good.length() - 4) + "AAAA");
  }

  @Test
  void a_token_that_another_signed_is_nobodys() throws Exception {
    var claims = claims().build();
    var forged = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
    forged.sign(new MACSigner(issuer.key().toRSAPublicKey().getEncoded()));
    var withKid = new JWSHeader.Builder(JWSAlgorithm.HS256).type(new JOSEObjectType("at+jwt"));
    var forgedToo = new SignedJWT(withKid.keyID(issuer.key().getKeyID()).build(), claims);
    forgedToo.sign(new MACSigner(issuer.key().toPublicJWK().toJSONString()));

    assertNobodys(forged.serialize());
    assertNobodys(forgedToo.serialize());
    assertNobodys(TestIssuer.sign(TestIssuer.header(issuer.key()), claims, STRANGE));
    assertNobodys(TestIssuer.sign(TestIssuer.header(STRANGE), claims, STRANGE));
  }

  @Test
  void a_header_cannot_say_where_the_key_is() throws Exception {
    var claims = claims().build();
    for (var header :
        List.of(
            new JWSHeader.Builder(TestIssuer.header(STRANGE)).jwk(STRANGE.toPublicJWK()),
            new JWSHeader.Builder(TestIssuer.header(STRANGE))
                .jwkURL(URI.create("http://127.0.0.1:1/keys")),
            new JWSHeader.Builder(TestIssuer.header(STRANGE))
                .x509CertURL(URI.create("http://127.0.0.1:1/cert")),
            new JWSHeader.Builder(TestIssuer.header(STRANGE)).keyID("../../keys"),
            new JWSHeader.Builder(TestIssuer.header(STRANGE)).keyID("' or 1=1 --"))) {
      assertNobodys(TestIssuer.sign(header.build(), claims, STRANGE));
    }
  }

  @Test
  void a_token_of_another_kind_is_nobodys() {
    assertNobodys(signed(header().type(JOSEObjectType.JWT))); // an ID token, for instance
    assertNobodys(signed(header().type(null)));
  }

  @Test
  void what_a_token_must_say_it_must_say_rightly() {
    Stream.of(
            claims().issuer("https://other.test"),
            claims().issuer(null),
            claims().issuer("https://issuer.test/"),
            claims().audience("another"),
            claims().audience((String) null),
            claims().expirationTime(null),
            claims().expirationTime(in(Duration.ofSeconds(-31))),
            claims().notBeforeTime(in(Duration.ofSeconds(31))),
            claims().subject(null),
            claims().subject(" "),
            claims().subject("a".repeat(201)))
        .map(this::signed)
        .forEach(this::assertNobodys);
  }

  @Test
  void clocks_may_differ_by_half_a_minute() {
    assertThat(tokens.verify(signed(claims().expirationTime(in(Duration.ofSeconds(-29))))))
        .isPresent();
    assertThat(tokens.verify(signed(claims().notBeforeTime(in(Duration.ofSeconds(29))))))
        .isPresent();
  }

  @Test
  void what_is_encrypted_large_or_no_token_is_not_even_looked_at() throws Exception {
    var header = new JWEHeader(JWEAlgorithm.RSA_OAEP_256, EncryptionMethod.A128GCM);
    var encrypted = new EncryptedJWT(header, claims().build());
    encrypted.encrypt(new RSAEncrypter(issuer.key()));
    var large = signed(claims().claim("pad", "x".repeat(10_000)));

    for (var token :
        List.of(encrypted.serialize(), large, "", ".", "....", "x".repeat(65_536), "a.b")) {
      assertThat(tokens.mayBe(token)).as(token).isFalse();
      assertNobodys(token);
    }
    assertNobodys("..");
    assertNobodys("a.b.c");
    assertNobodys(nested(2_900) + "." + nested(2_900) + ".c");
  }

  private static String nested(int depth) {
    var json = "{\"iss\":" + "[".repeat(depth);
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void a_token_is_remembered_for_five_minutes_and_never_after_its_end() {
    var longer = signed(claims());
    var shorter = signed(claims().expirationTime(in(Duration.ofMinutes(2))));
    assertThat(tokens.verify(longer)).isPresent();
    assertThat(tokens.verify(shorter)).isPresent();

    clock.advance(Duration.ofMinutes(2));
    assertThat(tokens.remembered(longer)).isPresent();
    assertThat(tokens.remembered(shorter)).isEmpty();
    clock.advance(Duration.ofMinutes(3));
    assertThat(tokens.remembered(longer)).isEmpty();
    assertThat(tokens.verify(longer)).isPresent();
    clock.advance(Duration.ofMinutes(6));
    assertNobodys(longer);
  }

  @Test
  void keys_that_cannot_be_fetched_any_more_are_believed_while_they_are_fresh() throws IOException {
    assertThat(tokens.verify(signed(claims()))).isPresent();

    Files.delete(folder.resolve("keys.json"));

    assertThat(tokens.verify(signed(claims().claim("other", 1)))).isPresent();
    assertThat(new BearerTokens(issuers(issuer.settings()), clock).verify(signed(claims())))
        .isEmpty();
  }

  @Test
  void a_new_key_of_the_issuer_is_found_when_a_token_names_it() {
    assertThat(tokens.verify(signed(claims()))).isPresent();
    issuer.publish(issuer.key(), STRANGE);

    var token = TestIssuer.sign(TestIssuer.header(STRANGE), claims().build(), STRANGE);

    assertThat(tokens.verify(token)).isPresent();
  }

  @Test
  void a_token_that_was_changed_anywhere_is_nobodys() {
    var good = signed(claims());
    var random = new SplittableRandom(1);
    for (int i = 0; i < 3_000; i++) {
      var changed = good.toCharArray();
      for (int changes = random.nextInt(1, 4); changes > 0; changes--) {
        changed[random.nextInt(changed.length - 4)] = (char) random.nextInt('!', '~');
      }
      var token = new String(changed);
      if (!token.equals(good)) {
        assertNobodys(token);
      }
    }
  }

  @Test
  void a_token_has_one_form() {
    var good = signed(claims());
    var part = good.lastIndexOf('.') + 1;
    var standard = good.substring(part).replace('-', '+').replace('_', '/');

    assertNobodys(good.substring(0, part) + standard + "==");
    assertNobodys(good.substring(0, part + 5) + "~" + good.substring(part + 5));
    assertNobodys(good + " ");
    assertThat(tokens.verify(good)).isPresent();
  }

  @Test
  void without_issuers_every_token_is_nobodys() {
    var none = new BearerTokens(List.of(), clock);

    assertThat(none.mayBe(signed(claims()))).isFalse();
    assertThat(none.verify(signed(claims()))).isEmpty();
  }
}
