package dev.interlock.server.http;

import com.linecorp.armeria.common.TlsKeyPair;
import com.linecorp.armeria.common.TlsProvider;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServerTlsConfig;
import dev.interlock.server.settings.Settings;
import io.netty.handler.ssl.ClientAuth;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The certificate that the server shows, and whose certificates of clients it takes. The
/// certificate and its key are read again every few seconds: a new pair is shown from the next
/// connection on, and a bad one never. TLS 1.3 and 1.2.
public final class Certificates {
  private static final Logger log = LoggerFactory.getLogger(Certificates.class);

  private static final Duration POLL = Duration.ofSeconds(2);
  private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");
  private static final byte[] PROBE = {1, 2, 3};

  private final Settings.Tls settings;
  private final List<X509Certificate> authorities;
  private volatile TlsKeyPair good;

  private Certificates(Settings.Tls settings, List<X509Certificate> authorities, TlsKeyPair good) {
    this.settings = settings;
    this.authorities = authorities;
    this.good = good;
  }

  /// What came of reading them.
  public sealed interface Opened {
    record Good(Certificates certificates) implements Opened {}

    /// They cannot be used.
    ///
    /// @param problem what is wrong, with the file
    record Bad(String problem) implements Opened {}
  }

  /// Reads them for the first time.
  public static Opened open(Settings.Tls settings) {
    try {
      var clientCa = settings.clientCa();
      List<X509Certificate> authorities =
          clientCa.isPresent() ? authorities(clientCa.get()) : List.of();
      return new Opened.Good(new Certificates(settings, authorities, read(settings)));
    } catch (IOException | GeneralSecurityException | RuntimeException bad) {
      return new Opened.Bad(problem(settings, bad));
    }
  }

  private static String problem(Settings.Tls settings, Exception bad) {
    var said = bad.getMessage() == null ? bad.toString() : bad.getMessage();
    return "the certificate %s, its key %s%s cannot be used: %s"
        .formatted(
            settings.certificate(),
            settings.key(),
            settings.clientCa().map(" or the clients' authority %s"::formatted).orElse(""),
            said);
  }

  private static TlsKeyPair read(Settings.Tls settings)
      throws IOException, GeneralSecurityException {
    var pair = TlsKeyPair.of(settings.key().toFile(), settings.certificate().toFile());
    var shown = pair.certificateChain().getFirst();
    if (!belongTogether(pair.privateKey(), shown.getPublicKey())) {
      throw new GeneralSecurityException("the key is not that of the certificate");
    }
    return pair;
  }

  private static boolean belongTogether(PrivateKey key, PublicKey of)
      throws GeneralSecurityException {
    var algorithm =
        switch (of.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> of.getAlgorithm();
        };
    try {
      // the JDK does not sign with a key that is of a class of somebody else
      var keys = KeyFactory.getInstance(of.getAlgorithm());
      var signing = Signature.getInstance(algorithm);
      signing.initSign(keys.generatePrivate(new PKCS8EncodedKeySpec(key.getEncoded())));
      signing.update(PROBE);
      var verifying = Signature.getInstance(algorithm);
      verifying.initVerify(of);
      verifying.update(PROBE);
      return verifying.verify(signing.sign());
    } catch (InvalidKeyException | InvalidKeySpecException ofAnotherKind) {
      return false;
    }
  }

  private static List<X509Certificate> authorities(Path file)
      throws IOException, GeneralSecurityException {
    try (InputStream in = Files.newInputStream(file)) {
      var found =
          CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (found.isEmpty()) {
        throw new GeneralSecurityException("%s has no certificate".formatted(file));
      }
      return found;
    }
  }

  /// The pair to show from now on: the one of before, while the files are bad.
  private TlsKeyPair current() {
    try {
      var read = read(settings);
      if (!read.equals(good)) {
        log.atInfo().addKeyValue("file", settings.certificate()).log("a new certificate is shown");
      }
      good = read;
    } catch (IOException | GeneralSecurityException | RuntimeException bad) {
      log.warn("the certificate of before is shown: {}", problem(settings, bad));
    }
    return good;
  }

  void addTo(ServerBuilder builder) {
    var timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("certificates").factory());
    builder.tlsProvider(
        TlsProvider.ofScheduled(this::current, authorities, _ -> {}, POLL, timer),
        ServerTlsConfig.builder()
            .clientAuth(authorities.isEmpty() ? ClientAuth.NONE : ClientAuth.OPTIONAL)
            .tlsCustomizer(context -> context.protocols(PROTOCOLS))
            .build());
  }
}
