package dev.interlock.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.testing.junit5.server.ServerExtension;
import dev.interlock.api.v1.ReportReq;
import dev.interlock.api.v1.ReportResp;
import dev.interlock.api.v1.WorkServiceGrpc;
import dev.interlock.engine.access.Asker;
import dev.interlock.engine.access.Right;
import dev.interlock.server.call.Anybody;
import dev.interlock.server.call.Receiver;
import dev.interlock.server.call.Refusal;
import dev.interlock.server.call.StreamedCall;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What a client sees of a report that fails.
class ReportDocumentTest {
  @RegisterExtension
  static final ServerExtension SERVER =
      new ServerExtension() {
        @Override
        protected void configure(ServerBuilder builder) {
          Anybody.callsAll(builder);
          var call =
              new StreamedCall<>(
                  WorkServiceGrpc.getReportMethod(),
                  ReportDocumentTest::fail,
                  Duration.ofMinutes(1));
          builder
              .route()
              .get("/reports/{id}")
              .build(new ReportDocument(call, Anybody.runner(), Duration.ofMinutes(1)));
        }
      };

  /// After its beginning, or before it.
  private static void fail(ReportReq message, Asker asker, Receiver<ReportResp> receiver) {
    asker.demandForSome(Right.VIEW);
    try {
      if (message.getId().equals("late")) {
        receiver.send(ReportResp.newBuilder().setHtml("<p>the beginning").build());
      }
      receiver.fail(Refusal.storeUnavailable());
    } catch (InterruptedException gone) {
      throw new IllegalStateException("the reader must not go by itself", gone);
    }
  }

  private static HttpResponse<String> get(Version version, String id) throws Exception {
    try (var client = HttpClient.newBuilder().version(version).build()) {
      var address = SERVER.httpUri().resolve("/reports/" + id);
      return client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void what_fails_in_the_middle_breaks_the_transfer(Version version) {
    assertThatThrownBy(() -> get(version, "late")).isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void what_fails_before_its_beginning_is_refused_as_other_calls_are(Version version)
      throws Exception {
    var answer = get(version, "early");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("STORE_UNAVAILABLE");
    assertThat(answer.headers().firstValue("content-disposition")).isEmpty();
  }
}
