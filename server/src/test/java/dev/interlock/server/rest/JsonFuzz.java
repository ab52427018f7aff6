package dev.interlock.server.rest;

import com.google.protobuf.Message;
import dev.interlock.api.v1.WorkReq;
import dev.interlock.server.call.Incoming;
import dev.interlock.server.json.Json;
import dev.interlock.server.json.JsonRead;
import dev.interlock.server.json.JsonReader;
import java.nio.ByteBuffer;

/// `make fuzz`: requests as they come by REST. Whatever the bytes are, they are refused in order,
/// or what is read of them reads the same when it is printed.
public final class JsonFuzz {
  private JsonFuzz() {}

  /// One input.
  public static void fuzzerTestOneInput(byte[] data) {
    if (JsonReader.read(ByteBuffer.wrap(data)) instanceof JsonRead.Good(var documents)) {
      for (var document : documents) {
        if (document instanceof Json.Obj object
            && MessageReader.read(object, WorkReq.getDefaultInstance())
                instanceof Incoming.Whole<Message>(var message)
            && !again(RestCall.print(message)).equals(message)) {
          throw new IllegalStateException("it reads as another one");
        }
      }
    }
  }

  private static Object again(String printed) {
    var read = JsonReader.read(printed);
    return read instanceof JsonRead.Good(var documents)
            && documents.getFirst() instanceof Json.Obj object
            && MessageReader.read(object, WorkReq.getDefaultInstance())
                instanceof Incoming.Whole<Message>(var message)
        ? message
        : read;
  }
}
