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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The certificate that the server shows, and whose certificates of clients it takes. The files are
/// read again every few seconds: what is new in them holds from the next connection on, and what is
/// bad never. TLS 1.3 and 1.2.
public final class Certificates {
  private static final Logger log = LoggerFactory.getLogger(Certificates.class);

  private static final Duration POLL = Duration.ofSeconds(2);
  private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");
  private static final byte[] PROBE = {1, 2, 3};

  private final Settings.Tls settings;
  private volatile InForce inForce;

  private Certificates(Settings.Tls settings, InForce inForce) {
    this.settings = settings;
    this.inForce = inForce;
  }

  /// What the files said when they were good.
  ///
  /// @param authorities of clients; empty when none is taken
  private record InForce(TlsKeyPair shown, List<X509Certificate> authorities) {}

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
      return new Opened.Good(new Certificates(settings, read(settings)));
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

  private static InForce read(Settings.Tls settings) throws IOException, GeneralSecurityException {
    var clientCa = settings.clientCa();
    List<X509Certificate> authorities =
        clientCa.isPresent() ? authorities(clientCa.get()) : List.of();
    var pair = TlsKeyPair.of(settings.key().toFile(), settings.certificate().toFile());
    var shown = pair.certificateChain().getFirst();
    if (!belongTogether(pair.privateKey(), shown.getPublicKey())) {
      throw new GeneralSecurityException("the key is not that of the certificate");
    }
    return new InForce(pair, authorities);
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

  /// Reads the files again; leaves what is in force while they are bad.
  ///
  /// @param authoritiesChanged run when clients are to be looked at anew
  private void readAgain(Runnable authoritiesChanged) {
    var before = inForce;
    try {
      inForce = read(settings);
    } catch (IOException | GeneralSecurityException | RuntimeException bad) {
      log.warn("the certificates of before are in force: {}", problem(settings, bad));
      return;
    }
    if (!inForce.equals(before)) {
      log.atInfo().addKeyValue("file", settings.certificate()).log("new certificates are in force");
    }
    if (!inForce.authorities().equals(before.authorities())) {
      authoritiesChanged.run();
    }
  }

  /// Has a server use them.
  ///
  /// @param authoritiesChanged run when other authorities of clients are in force than before
  void addTo(ServerBuilder builder, Runnable authoritiesChanged) {
    var timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("certificates").factory());
    var _ =
        timer.scheduleWithFixedDelay(
            () -> quietly(() -> readAgain(authoritiesChanged)),
            POLL.toMillis(),
            POLL.toMillis(),
            TimeUnit.MILLISECONDS);
    builder.tlsProvider(
        new Provider(timer),
        ServerTlsConfig.builder()
            .clientAuth(settings.clientCa().isEmpty() ? ClientAuth.NONE : ClientAuth.OPTIONAL)
            .tlsCustomizer(context -> context.protocols(PROTOCOLS))
            .build());
  }

  /// A timer forgets a task that throws.
  private static void quietly(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException failed) {
      log.error("reading certificates again failed; trying again", failed);
    }
  }

  /// Asked for each handshake, and closed with the server.
  private final class Provider implements TlsProvider {
    private final ExecutorService timer;

    Provider(ExecutorService timer) {
      this.timer = timer;
    }

    @Override
    public TlsKeyPair keyPair(String hostname) {
      return inForce.shown();
    }

    @Override
    public List<X509Certificate> trustedCertificates(String hostname) {
      return inForce.authorities();
    }

    @Override
    public boolean autoClose() {
      return true;
    }

    @Override
    public void close() {
      timer.shutdownNow();
    }
  }
}
