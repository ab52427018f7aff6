package dev.interlock.server.endpoint;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.interlock.api.v1.WorkReq;
import dev.interlock.engine.admit.RequestLimits;
import dev.interlock.store.blob.RequestBlob;

/// `make fuzz`: requests as they come by gRPC. Whatever the bytes are, the request is refused in
/// order, or it is shown and stored as what it is.
public final class RequestFuzz {
  private RequestFuzz() {}

  /// One input.
  public static void fuzzerTestOneInput(byte[] data) {
    WorkReq message;
    try {
      message = WorkReq.parseFrom(data);
    } catch (InvalidProtocolBufferException refused) {
      return;
    }
    if (!WorkReqTranslation.problems(message, RequestLimits.DEFAULTS).isEmpty()) {
      return;
    }
    var request = WorkReqTranslation.value(message);
    if (!RequestBlob.request(RequestBlob.bytes(request)).equals(request)) {
      throw new IllegalStateException("it is stored as another one");
    }
    if (!WorkReqTranslation.value(WorkReqMessage.of(request)).equals(request)) {
      throw new IllegalStateException("it is shown as another one");
    }
  }
}
