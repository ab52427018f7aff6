package dev.interlock.server.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.List;

/// Signs tokens as an issuer of an organisation does. Its keys are a file.
public final class TestIssuer {
  public static final String ISSUER = "https://issuer.test";
  public static final String AUDIENCE = "interlock";

  private static final JOSEObjectType ACCESS_TOKEN = new JOSEObjectType("at+jwt");

  private static final Instant FAR_OFF = Instant.parse("2100-01-01T00:00:00Z");

  private final RSAKey key = key("one");
  private final Path keys;

  public TestIssuer(Path folder) {
    this.keys = folder.resolve("keys.json");
    publish(key);
  }

  static RSAKey key(String id) {
    try {
      return new RSAKeyGenerator(2048).keyID(id).generate();
    } catch (JOSEException impossible) {
      throw new IllegalStateException("no RSA key", impossible);
    }
  }

  void publish(RSAKey... known) {
    try {
      Files.writeString(keys, new JWKSet(List.<com.nimbusds.jose.jwk.JWK>of(known)).toString());
    } catch (IOException disk) {
      throw new UncheckedIOException(disk);
    }
  }

  /// What a server must be told to believe it, under the name `test`.
  public String[] settings() {
    return new String[] {
      "--issuers.test.issuer=" + ISSUER,
      "--issuers.test.audience=" + AUDIENCE,
      "--issuers.test.algorithm=RS256",
      "--issuers.test.keys=" + keys,
      "--issuers.test.person-claim=kind=person"
    };
  }

  RSAKey key() {
    return key;
  }

  /// Another key that is called so.
  public RSAKey keyOf(String id) {
    return key(id);
  }

  /// A token that a server must take.
  public String token(String subject, String... groups) {
    return sign(header(key), claims(subject).claim("groups", List.of(groups)).build(), key);
  }

  /// A token of a person.
  public String personsToken(String subject, String... groups) {
    var claims = claims(subject).claim("groups", List.of(groups)).claim("kind", "person");
    return sign(header(key), claims.build(), key);
  }

  static JWSHeader header(RSAKey key) {
    return new JWSHeader.Builder(JWSAlgorithm.RS256)
        .type(ACCESS_TOKEN)
        .keyID(key.getKeyID())
        .build();
  }

  /// What every good token says.
  static JWTClaimsSet.Builder claims(String subject) {
    return new JWTClaimsSet.Builder()
        .issuer(ISSUER)
        .audience(AUDIENCE)
        .subject(subject)
        .expirationTime(Date.from(FAR_OFF));
  }

  static String sign(JWSHeader header, JWTClaimsSet claims, RSAKey key) {
    try {
      var token = new SignedJWT(header, claims);
      token.sign(new RSASSASigner(key));
      return token.serialize();
    } catch (JOSEException impossible) {
      throw new IllegalStateException("cannot sign", impossible);
    }
  }
}
