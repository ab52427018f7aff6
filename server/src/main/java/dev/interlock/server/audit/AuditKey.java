package dev.interlock.server.audit;

import dev.interlock.server.identity.PrivateFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Pattern;

/// The key by which a server signs the end of the audit: Ed25519, RFC 8032. Kept in a file that
/// only its owner may read, a line of text: the private key and the public one, in Base64. Any
/// thread.
public final class AuditKey {
  private static final String ALGORITHM = "Ed25519";
  private static final Pattern FORM = Pattern.compile("([A-Za-z0-9+/=]+) ([A-Za-z0-9+/=]+)");

  private final KeyPair keys;

  private AuditKey(KeyPair keys) {
    this.keys = keys;
  }

  /// What came of opening it.
  public sealed interface Opened {
    record Good(AuditKey key) implements Opened {}

    /// It cannot be used.
    ///
    /// @param problem what is wrong, with the path, and what to do
    record Bad(String problem) implements Opened {}
  }

  /// Reads the key, after it has made one where there is none.
  public static Opened open(Path path, SecureRandom random) {
    return switch (PrivateFile.open(path, () -> text(made(random)))) {
      case PrivateFile.Opened.Good(var text) -> read(path, text);
      case PrivateFile.Opened.Bad(var problem) -> bad(path, problem);
    };
  }

  private static KeyPair made(SecureRandom random) {
    try {
      var generator = KeyPairGenerator.getInstance(ALGORITHM);
      generator.initialize(255, random);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw impossible(e);
    }
  }

  private static String text(KeyPair keys) {
    return base64(keys.getPrivate().getEncoded()) + " " + base64(keys.getPublic().getEncoded());
  }

  private static Opened read(Path path, String text) {
    var match = FORM.matcher(text);
    if (match.matches()) {
      try {
        var factory = KeyFactory.getInstance(ALGORITHM);
        var decoder = Base64.getDecoder();
        var key =
            new AuditKey(
                new KeyPair(
                    factory.generatePublic(new X509EncodedKeySpec(decoder.decode(match.group(2)))),
                    factory.generatePrivate(
                        new PKCS8EncodedKeySpec(decoder.decode(match.group(1))))));
        if (key.isPair()) {
          return new Opened.Good(key);
        }
      } catch (GeneralSecurityException | IllegalArgumentException _) {
        // neither is a key
      }
    }
    return bad(path, "holds no key of ours; delete it, and a start makes one");
  }

  private boolean isPair() throws GeneralSecurityException {
    var verifier = Signature.getInstance(ALGORITHM);
    verifier.initVerify(keys.getPublic());
    verifier.update(new byte[1]);
    return verifier.verify(signed(new byte[1]));
  }

  private static Opened bad(Path path, String problem) {
    return new Opened.Bad("the audit key %s %s".formatted(path, problem));
  }

  /// The public key (X.509 SubjectPublicKeyInfo) in Base64: what whoever verifies trusts.
  String publicKey() {
    return base64(keys.getPublic().getEncoded());
  }

  /// The signature of a text, in Base64.
  String sign(String text) {
    try {
      return base64(signed(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw impossible(e);
    }
  }

  private byte[] signed(byte[] bytes) throws GeneralSecurityException {
    var signature = Signature.getInstance(ALGORITHM);
    signature.initSign(keys.getPrivate());
    signature.update(bytes);
    return signature.sign();
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static IllegalStateException impossible(GeneralSecurityException e) {
    return new IllegalStateException("bug: every JDK has Ed25519", e);
  }
}
