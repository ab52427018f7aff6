package dev.interlock.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.api.v1.CatalogServiceGrpc;
import dev.interlock.api.v1.GetServerReq;
import dev.interlock.api.v1.WorkResp;
import dev.interlock.api.v1.WorkServiceGrpc;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.stub.MetadataUtils;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShutdownTest {
  @TempDir Path folder;

  @Test
  void a_call_that_has_arrived_by_half_is_told_to_try_again() throws Exception {
    var server = RunningServer.in(folder);
    var channel =
        ManagedChannelBuilder.forAddress("127.0.0.1", server.port())
            .usePlaintext()
            .intercept(
                MetadataUtils.newAttachHeadersInterceptor(
                    RunningServer.authorization(server.bearer())))
            .build();
    try {
      var half = // sends its headers at once, unlike a call with one message
          WorkServiceGrpc.getSubmitMethod().toBuilder()
              .setType(MethodType.CLIENT_STREAMING)
              .build();
      var answer = new Answer();
      channel.newCall(half, CallOptions.DEFAULT).start(answer, new Metadata());
      // comes after it on the same connection
      var _ =
          CatalogServiceGrpc.newBlockingStub(channel).getServer(GetServerReq.getDefaultInstance());

      server.close();

      var status = answer.status.get(30, TimeUnit.SECONDS);
      assertThat(status.getCode()).as("%s", status).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(status.getDescription()).contains("shutting down; try again soon");
    } finally {
      channel.shutdownNow();
      server.close();
    }
  }

  private static final class Answer extends ClientCall.Listener<WorkResp> {
    final CompletableFuture<Status> status = new CompletableFuture<>();

    @Override
    public void onClose(Status how, Metadata trailers) {
      status.complete(how);
    }
  }
}
