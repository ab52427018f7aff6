package dev.interlock.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.interlock.api.v1.GetSelfResp;
import dev.interlock.client.CallFailed;
import dev.interlock.client.ClientSettings;
import dev.interlock.client.Credentials;
import dev.interlock.client.InterlockClient;
import dev.interlock.client.ServerAddress;
import dev.interlock.engine.digest.Sha256;
import dev.interlock.server.RunningServer;
import dev.interlock.server.Wiring;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Connections that others cannot read, and clients that are known by their certificates.
class TlsTest {
  private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");
  private static final Instant FAR_OFF = Instant.parse("2100-01-01T00:00:00Z");

  private static X509Bundle authority;
  private static X509Bundle stranger;
  private static Path folder;
  private static String token;
  @AutoClose private static Wiring server;

  @BeforeAll
  static void start(@TempDir Path given) throws Exception {
    folder = given;
    authority = authority("CN=Ours");
    stranger = authority("CN=Another");
    write("ca.pem", authority.getCertificatePEM());
    show(of("CN=server").addSanIpAddress("127.0.0.1").buildIssuedBy(authority));
    RunningServer.in(folder).close(); // writes its files
    server =
        Wiring.start(
            RunningServer.settings(
                folder,
                "--tls-certificate=server.pem",
                "--tls-key=server.key",
                "--tls-client-ca=ca.pem"));
    token = Files.readString(folder.resolve("token")).strip();
  }

  private static X509Bundle authority(String name) throws Exception {
    return new CertificateBuilder()
        .subject(name)
        .setIsCertificateAuthority(true)
        .notBefore(LONG_AGO)
        .notAfter(FAR_OFF)
        .buildSelfSigned();
  }

  private static CertificateBuilder of(String subject) {
    return new CertificateBuilder().subject(subject).notBefore(LONG_AGO).notAfter(FAR_OFF);
  }

  private static Path write(String file, String text) throws IOException {
    return Files.writeString(folder.resolve(file), text);
  }

  private static void show(X509Bundle certificate) throws IOException {
    write("server.key", certificate.getPrivateKeyPEM());
    write("server.pem", certificate.getCertificatePEM());
  }

  private static int port() {
    return server.address().getPort();
  }

  private static ClientSettings settings(Optional<X509Bundle> own) throws IOException {
    var ca = Optional.of(folder.resolve("ca.pem"));
    var credentials = new Credentials(Optional.of(token), ca, Optional.empty());
    if (own.isPresent()) {
      var certificate = write("own.pem", own.get().getCertificatePEM());
      var key = write("own.key", own.get().getPrivateKeyPEM());
      credentials =
          new Credentials(
              Optional.empty(), ca, Optional.of(new Credentials.OwnCertificate(certificate, key)));
    }
    return ClientSettings.of(ServerAddress.parse("https://127.0.0.1:" + port()))
        .withCredentials(credentials);
  }

  private static GetSelfResp self(Optional<X509Bundle> own) throws IOException {
    try (var client = InterlockClient.of(settings(own))) {
      return client.self();
    }
  }

  private static SSLContext context(X509Bundle trusted, Optional<X509Bundle> own) throws Exception {
    var context = SSLContext.getInstance("TLS");
    var keys =
        own.isPresent() ? own.get().toKeyManagerFactory().getKeyManagers() : new KeyManager[0];
    context.init(keys, new TrustManager[] {trusted.toTrustManager()}, null);
    return context;
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    try (var http =
        HttpClient.newBuilder().sslContext(context(authority, Optional.empty())).build()) {
      return http.send(request.build(), BodyHandlers.ofString());
    }
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("https://127.0.0.1:%d%s".formatted(port(), path)));
  }

  @Test
  void the_token_of_the_file_is_taken_over_tls() throws IOException {
    assertThat(self(Optional.empty()).getAuthentication()).isEqualTo("token file");
  }

  @Test
  void nothing_is_served_in_the_clear() {
    var clear = ServerAddress.parse("127.0.0.1:" + port());
    var settings = ClientSettings.of(clear).withCredentials(Credentials.of(token));

    assertThatThrownBy(
            () -> {
              try (var client = InterlockClient.of(settings)) {
                client.self();
              }
            })
        .isInstanceOf(CallFailed.class);
  }

  @Test
  void a_server_that_nobody_vouches_for_is_not_spoken_to() throws IOException {
    write("other-ca.pem", stranger.getCertificatePEM());
    var credentials =
        new Credentials(
            Optional.of(token), Optional.of(folder.resolve("other-ca.pem")), Optional.empty());
    var settings = settings(Optional.empty()).withCredentials(credentials);

    assertThatThrownBy(
            () -> {
              try (var client = InterlockClient.of(settings)) {
                client.self();
              }
            })
        .isInstanceOf(CallFailed.class);
  }

  @Test
  void a_client_is_known_by_the_one_uri_or_else_the_one_dns_name_of_its_certificate()
      throws Exception {
    var spiffe =
        of("CN=robot")
            .addSanUriName("spiffe://corp.test/robot")
            .addSanDnsName("robot.corp.test")
            .addExtendedKeyUsageClientAuth()
            .buildIssuedBy(authority);
    var dns = of("CN=robot").addSanDnsName("robot.corp.test").buildIssuedBy(authority);

    assertThat(self(Optional.of(spiffe)).getName()).isEqualTo("cert:spiffe://corp.test/robot");
    assertThat(self(Optional.of(spiffe)).getAuthentication()).isEqualTo("client certificate");
    assertThat(self(Optional.of(dns)).getName()).isEqualTo("cert:robot.corp.test");
    assertThat(self(Optional.of(dns)).getGrantsList()).isEmpty();
  }

  @Test
  void a_certificate_that_says_nobody_or_several_is_nobodys() throws Exception { // F72
    var nameOnly = of("CN=local").buildIssuedBy(authority);
    var several =
        of("CN=robot")
            .addSanUriName("spiffe://a/b")
            .addSanUriName("spiffe://a/c")
            .buildIssuedBy(authority);
    var twoNames =
        of("CN=robot").addSanDnsName("a.test").addSanDnsName("b.test").buildIssuedBy(authority);

    for (var certificate : List.of(nameOnly, several, twoNames)) {
      assertThatThrownBy(() -> self(Optional.of(certificate)))
          .isInstanceOf(CallFailed.class)
          .hasMessageContaining("must say one URI, or else one DNS name");
    }
  }

  @Test
  void a_certificate_that_has_ended_is_another_kind_or_another_authoritys_is_refused()
      throws Exception { // F72
    var ended =
        of("CN=robot")
            .addSanUriName("spiffe://a/b")
            .notAfter(LONG_AGO.plusSeconds(60))
            .buildIssuedBy(authority);
    var ofServers =
        of("CN=robot")
            .addSanUriName("spiffe://a/b")
            .addExtendedKeyUsageServerAuth()
            .buildIssuedBy(authority);
    var strangers = of("CN=robot").addSanUriName("spiffe://a/b").buildIssuedBy(stranger);

    for (var certificate : List.of(ended, ofServers, strangers)) {
      assertThatThrownBy(() -> self(Optional.of(certificate)))
          .as(certificate.getCertificatePEM())
          .isInstanceOf(CallFailed.class)
          .hasMessageNotContaining("spiffe");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void speaks_tls_of_today(String protocol) throws Exception {
    try (var socket = socket(protocol)) {
      socket.startHandshake();

      assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
    }
  }

  private static SSLSocket socket(String... protocols) throws Exception {
    var factory = context(authority, Optional.empty()).getSocketFactory();
    var socket = (SSLSocket) factory.createSocket("127.0.0.1", port());
    socket.setEnabledProtocols(protocols);
    return socket;
  }

  private static X509Certificate shown() throws Exception {
    try (var socket = socket("TLSv1.3")) {
      socket.startHandshake();
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }
  }

  @Test
  void browsers_are_told_to_stay_with_tls_and_keep_their_session_to_it() throws Exception {
    var code =
        send(
            request("/v1/sign-in-codes")
                .header("authorization", "Bearer " + token)
                .header("content-type", "application/json")
                .header("origin", "https://127.0.0.1:" + port())
                .POST(BodyPublishers.ofString("{}")));
    assertThat(code.statusCode()).isEqualTo(200);
    var signedIn =
        send(
            request("/session")
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(code.body().replaceFirst(",\"expiresAt.*}", "}"))));

    assertThat(signedIn.statusCode()).as(code.body()).isEqualTo(204);
    assertThat(signedIn.headers().firstValue("set-cookie").orElseThrow())
        .startsWith("__Host-interlock-session-")
        .contains("Secure", "SameSite=Strict", "Path=/");
    assertThat(signedIn.headers().firstValue("strict-transport-security"))
        .contains("max-age=63072000; includeSubDomains");
    var inTheClear =
        send(
            request("/session:end")
                .header("content-type", "application/json")
                .header("origin", "http://127.0.0.1:" + port())
                .POST(BodyPublishers.ofString("{}")));
    assertThat(inTheClear.statusCode()).isEqualTo(403);
  }

  @Test
  void a_new_certificate_is_shown_without_a_restart_and_a_bad_one_never() throws Exception {
    var next = of("CN=next").addSanIpAddress("127.0.0.1").buildIssuedBy(authority);

    show(next);
    await().until(() -> shown().equals(next.getCertificate()));

    write("server.key", of("CN=other").buildIssuedBy(authority).getPrivateKeyPEM());
    write("server.pem", next.getCertificatePEM()); // with a key that is not its own
    assertThat(shown()).isEqualTo(next.getCertificate());
    var last = of("CN=last").addSanIpAddress("127.0.0.1").buildIssuedBy(authority);
    show(last);
    await().until(() -> shown().equals(last.getCertificate()));
  }

  /// A connection on which a client has shown its certificate and asked who it is.
  private static SSLSocket connection(X509Bundle own) throws Exception {
    return connection(own, "/v1/self", "cert:");
  }

  /// @param said what the answer has
  private static SSLSocket connection(X509Bundle own, String path, String said) throws Exception {
    var factory = context(authority, Optional.of(own)).getSocketFactory();
    var socket = (SSLSocket) factory.createSocket("127.0.0.1", port());
    socket.setSoTimeout(20_000);
    var ask = "GET %s HTTP/1.1\r\nhost: 127.0.0.1:%d\r\n\r\n".formatted(path, port());
    socket.getOutputStream().write(ask.getBytes(StandardCharsets.US_ASCII));
    var read = new StringBuilder();
    while (read.indexOf(said) < 0) {
      int next = socket.getInputStream().read();
      assertThat(next).as("answer so far: %s", read).isNotNegative();
      read.append((char) next);
    }
    return socket;
  }

  private static void assertEnds(SSLSocket connection) throws IOException {
    try (connection) {
      connection.getInputStream().transferTo(OutputStream.nullOutputStream());
    } catch (SocketTimeoutException stillThere) {
      throw new AssertionError("the connection did not end", stillThere);
    } catch (SocketException ended) {
      // without a word
    }
  }

  private static X509Bundle robot(X509Bundle of) throws Exception {
    return of("CN=robot").addSanDnsName("robot.corp.test").buildIssuedBy(of);
  }

  @Test
  void a_certificate_that_is_banned_loses_its_connections_and_gets_no_more() throws Exception {
    var stolen = robot(authority);
    var connection = connection(stolen);
    var rights = folder.resolve("rights.json");
    var before = Files.readString(rights);
    try {
      var print = Sha256.of(stolen.getCertificate().getEncoded());
      Files.writeString(rights, "{\"Banned\": [\"sha256:%s\"]}%n%s".formatted(print, before));

      assertEnds(connection);
      assertThatThrownBy(() -> self(Optional.of(stolen)))
          .isInstanceOf(CallFailed.class)
          .hasMessageContaining("banned");
      assertThat(self(Optional.of(robot(authority))).getName()).isEqualTo("cert:robot.corp.test");
    } finally {
      Files.writeString(rights, before);
    }
  }

  @Test
  void another_authority_of_clients_counts_without_a_restart() throws Exception {
    var strangers = robot(stranger);
    assertThatThrownBy(() -> self(Optional.of(strangers))).isInstanceOf(CallFailed.class);

    write("ca.pem", authority.getCertificatePEM() + stranger.getCertificatePEM());
    await().ignoreExceptions().until(() -> !self(Optional.of(strangers)).getName().isEmpty());
    var connection = connection(strangers);

    var idle = connection(strangers, "/healthz", "200"); // has made no call that says who they are
    write("ca.pem", authority.getCertificatePEM());
    assertEnds(connection);
    assertEnds(idle);
    assertThatThrownBy(() -> self(Optional.of(strangers))).isInstanceOf(CallFailed.class);
    assertThat(self(Optional.of(robot(authority))).getName()).isEqualTo("cert:robot.corp.test");
  }

  @Test
  void a_start_says_what_is_wrong_with_the_files() throws Exception {
    var other = of("CN=other").buildIssuedBy(authority);
    write("wrong.key", other.getPrivateKeyPEM());
    write("good.pem", authority.getCertificatePEM());
    write("empty.pem", "");

    assertThat(problem("good.pem", "missing.key", "ca.pem")).contains("missing.key");
    assertThat(problem("good.pem", "wrong.key", "ca.pem"))
        .contains("the key is not that of the certificate");
    assertThat(problem("empty.pem", "wrong.key", "ca.pem")).contains("cannot be used");
    assertThat(problem("good.pem", "wrong.key", "empty.pem")).contains("has no certificate");
  }

  private static String problem(String certificate, String key, String ca) {
    var settings =
        RunningServer.settings(
            folder,
            "--tls-certificate=" + certificate,
            "--tls-key=" + key,
            "--tls-client-ca=" + ca);
    var opened = Certificates.open(settings.files().access().tls().orElseThrow());
    assertThat(opened).isInstanceOf(Certificates.Opened.Bad.class);
    return ((Certificates.Opened.Bad) opened).problem();
  }
}
