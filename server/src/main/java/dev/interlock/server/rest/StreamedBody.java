package dev.interlock.server.rest;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponseWriter;
import dev.interlock.server.call.Refusal;
import java.util.concurrent.ExecutionException;

/// What all answers that come in parts have in common.
record StreamedBody(HttpResponseWriter response) {

  /// Sends a part, and waits until the client can take more, so that one that does not read costs
  /// no memory.
  ///
  /// @throws InterruptedException also when the client has gone
  void send(String part) throws InterruptedException {
    if (!response.tryWrite(HttpData.ofUtf8(part))) {
      throw new InterruptedException("the client has gone");
    }
    try {
      response.whenConsumed().get();
    } catch (ExecutionException _) {
      throw new InterruptedException("the client has gone");
    }
  }

  /// Answers with an error instead; only while nothing has been sent.
  void refuse(Refusal refusal) {
    var _ =
        RestErrors.of(refusal)
            .aggregate()
            .thenAccept(whole -> {
              var _ = response.tryWrite(whole.headers()) && response.tryWrite(whole.content());
              response.close();
            });
  }
}
