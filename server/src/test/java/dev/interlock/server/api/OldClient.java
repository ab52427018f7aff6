package dev.interlock.server.api;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import dev.interlock.server.RawMessages;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A client as it was before there was an Interlock: writes and reads the historical messages byte
/// by byte, by the field numbers of that contract and without a line of our generated code.
final class OldClient {
  static final int UNKNOWN = 0;
  static final int NOT_STARTED = 1;
  static final int RUNNING = 2;
  static final int FAILED = 3;
  static final int COMPLETED = 4;

  private static final Marshaller<byte[]> BYTES = new RawMessages();

  private final Channel channel;

  OldClient(Channel channel) {
    this.channel = channel;
  }

  /// What goes into a message.
  interface Fields {
    void write(CodedOutputStream out) throws IOException;
  }

  /// Any message: the values of each field by its number, a number or bytes each.
  record Message(Map<Integer, List<Object>> fields) {
    String text(int field) {
      var values = fields.getOrDefault(field, List.of());
      return values.isEmpty() ? "" : new String((byte[]) values.getLast(), StandardCharsets.UTF_8);
    }

    long number(int field) {
      var values = fields.getOrDefault(field, List.of());
      return values.isEmpty() ? 0 : (Long) values.getLast();
    }

    List<Message> messages(int field) {
      return fields.getOrDefault(field, List.of()).stream()
          .map(bytes -> read((byte[]) bytes))
          .toList();
    }
  }

  Message call(String method, byte[] request) {
    var descriptor =
        MethodDescriptor.<byte[], byte[]>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName("diskerase.Workflow/" + method)
            .setRequestMarshaller(BYTES)
            .setResponseMarshaller(BYTES)
            .build();
    return read(ClientCalls.blockingUnaryCall(channel, descriptor, CallOptions.DEFAULT, request));
  }

  /// WorkResp.id of a work with these jobs in one block.
  String submit(String name, int rateLimit, byte[]... jobs) {
    var block =
        message(out -> {
          out.writeString(1, "the block");
          out.writeInt32(2, rateLimit);
          for (var job : jobs) {
            out.writeByteArray(3, job);
          }
        });
    var request =
        message(out -> {
          out.writeString(1, name);
          out.writeString(2, "the work");
          out.writeByteArray(3, block);
        });
    return call("Submit", request).text(1);
  }

  static byte[] job(String name, String arg, String value) {
    var entry =
        message(out -> {
          out.writeString(1, arg);
          out.writeString(2, value);
        });
    return message(out -> {
      out.writeString(1, name);
      out.writeString(2, "the job");
      out.writeByteArray(3, entry);
    });
  }

  Message exec(String id) {
    return call("Exec", message(out -> out.writeString(1, id)));
  }

  Message status(String id) {
    return call("Status", message(out -> out.writeString(1, id)));
  }

  static byte[] message(Fields fields) {
    var bytes = new ByteArrayOutputStream();
    var out = CodedOutputStream.newInstance(bytes);
    try {
      fields.write(out);
      out.flush();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  private static Message read(byte[] bytes) {
    var fields = new LinkedHashMap<Integer, List<Object>>();
    var in = CodedInputStream.newInstance(bytes);
    try {
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        var values =
            fields.computeIfAbsent(WireFormat.getTagFieldNumber(tag), _ -> new ArrayList<>());
        switch (WireFormat.getTagWireType(tag)) {
          case WireFormat.WIRETYPE_VARINT -> values.add(in.readInt64());
          case WireFormat.WIRETYPE_LENGTH_DELIMITED -> values.add(in.readByteArray());
          default -> throw new IllegalStateException("the contract has no such field: " + tag);
        }
      }
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
    return new Message(fields);
  }
}
