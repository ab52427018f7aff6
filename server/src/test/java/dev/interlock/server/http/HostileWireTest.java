package dev.interlock.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import dev.interlock.api.v1.WorkReq;
import dev.interlock.api.v1.WorkServiceGrpc;
import dev.interlock.server.RawMessages;
import dev.interlock.server.RunningServer;
import io.grpc.CallOptions;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// F53, F56, F58, F59, F84: bytes that no good client sends. After each of them the server is
/// there, and answers others.
@Timeout(60)
class HostileWireTest {
  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int CONTINUATION = 9;
  private static final int CONNECTIONS_MAX = 20;

  @AutoClose private static RunningServer server;

  @BeforeAll
  static void start(@TempDir Path folder) {
    server = RunningServer.in(folder, "--connections-max=" + CONNECTIONS_MAX);
  }

  @AfterEach
  void others_are_answered() {
    assertThat(server.get("/v1/works").statusCode()).isEqualTo(200);
  }

  // Messages.

  private static byte[] submit(byte[] message, CallOptions options) {
    var bytes = new RawMessages();
    var method = WorkServiceGrpc.getSubmitMethod().toBuilder(bytes, bytes).build();
    return ClientCalls.blockingUnaryCall(server.works().getChannel(), method, options, message);
  }

  private static void assertRefused(byte[] message, Status.Code code) {
    assertRefused(message, CallOptions.DEFAULT, code);
  }

  private static void assertRefused(byte[] message, CallOptions options, Status.Code code) {
    assertThatThrownBy(() -> submit(message, options))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            refused -> assertThat(refused.getStatus().getCode()).isEqualTo(code));
  }

  private interface Writing {
    void to(CodedOutputStream out) throws IOException;
  }

  private static byte[] message(Writing writing) {
    var bytes = new ByteArrayOutputStream();
    try {
      var out = CodedOutputStream.newInstance(bytes);
      writing.to(out);
      out.flush();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  @Test
  void groups_nested_without_end_in_a_field_that_nobody_knows_are_refused() {
    var nested =
        message(out -> {
          for (int depth = 0; depth < 10_000; depth++) {
            out.writeTag(1_000, WireFormat.WIRETYPE_START_GROUP);
          }
        });
    assertRefused(nested, Status.Code.INVALID_ARGUMENT);
  }

  @Test
  void messages_nested_in_a_field_that_nobody_knows_are_refused() {
    var inner = ByteString.EMPTY;
    for (int depth = 0; depth < 1_000; depth++) {
      var around = inner;
      inner = ByteString.copyFrom(message(out -> out.writeBytes(1_000, around)));
    }
    assertRefused(inner.toByteArray(), Status.Code.INVALID_ARGUMENT);
  }

  @Test
  void a_flood_of_small_fields_that_nobody_knows_is_refused() {
    var flood =
        message(out -> {
          for (int field = 0; field < 100_000; field++) {
            out.writeInt32(1_000, 1);
          }
        });
    assertRefused(flood, Status.Code.INVALID_ARGUMENT);
  }

  @Test
  void a_field_of_another_type_and_a_message_that_is_cut_off_are_refused() {
    assertRefused(
        message(out -> out.writeInt64(WorkReq.NAME_FIELD_NUMBER, 7)), Status.Code.INVALID_ARGUMENT);
    var whole = WorkReq.newBuilder().setName("Nap").setDesc("whole").build().toByteArray();
    assertRefused(java.util.Arrays.copyOf(whole, whole.length - 1), Status.Code.INVALID_ARGUMENT);
  }

  @Test
  void what_unpacks_to_more_than_a_request_may_have_is_refused() {
    var bomb = WorkReq.newBuilder().setName("Nap").setDesc("a".repeat(200 << 20)).build();

    assertRefused(
        bomb.toByteArray(),
        CallOptions.DEFAULT.withCompression("gzip"),
        Status.Code.RESOURCE_EXHAUSTED);
  }

  @Test
  void a_packed_body_is_not_unpacked_over_http() throws IOException {
    var packed = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(packed)) {
      out.write("{\"name\": \"Nap\"}".getBytes(StandardCharsets.UTF_8));
    }
    var request =
        server
            .request("/v1/works")
            .header("content-type", "application/json")
            .header("content-encoding", "gzip")
            .POST(BodyPublishers.ofByteArray(packed.toByteArray()));

    assertThat(server.send(request.build()).statusCode()).isEqualTo(400);
  }

  // Frames.

  private static byte[] frame(int type, int flags, int stream, byte[] payload) {
    var frame = new ByteArrayOutputStream();
    frame.write(payload.length >> 16);
    frame.write(payload.length >> 8);
    frame.write(payload.length);
    frame.write(type);
    frame.write(flags);
    for (int shift = 24; shift >= 0; shift -= 8) {
      frame.write(stream >> shift);
    }
    frame.writeBytes(payload);
    return frame.toByteArray();
  }

  /// `GET /`, by RFC 7541's static table.
  private static byte[] getHeaders() {
    var block = new ByteArrayOutputStream();
    block.writeBytes(new byte[] {(byte) 0x82, (byte) 0x86, (byte) 0x84, 0x01, 9});
    block.writeBytes("127.0.0.1".getBytes(StandardCharsets.US_ASCII));
    return block.toByteArray();
  }

  private static Socket connected() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), server.port());
  }

  private static Socket http2() throws IOException {
    var socket = connected();
    socket.getOutputStream().write(PREFACE);
    socket.getOutputStream().write(frame(SETTINGS, 0, 0, new byte[0]));
    return socket;
  }

  /// List, by gRPC, of somebody who is known.
  private static byte[] listHeaders(String timeout) {
    var block = new ByteArrayOutputStream();
    block.writeBytes(new byte[] {(byte) 0x83, (byte) 0x86});
    literal(block, ":path", "/interlock.v1.WorkService/List");
    literal(block, ":authority", "127.0.0.1");
    literal(block, "content-type", "application/grpc");
    literal(block, "te", "trailers");
    literal(block, "authorization", server.bearer());
    literal(block, "grpc-timeout", timeout);
    return block.toByteArray();
  }

  /// RFC 7541, 6.2.2.
  private static void literal(ByteArrayOutputStream block, String name, String value) {
    block.write(0);
    for (var text : List.of(name, value)) {
      block.write(text.length());
      block.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }
  }

  /// Whether the first stream brings a message before the connection ends or the stream does.
  private static boolean bringsMessage(Socket socket) throws IOException {
    var in = new DataInputStream(socket.getInputStream());
    while (true) {
      int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
      int type = in.readUnsignedByte();
      int flags = in.readUnsignedByte();
      int stream = in.readInt();
      in.skipNBytes(length);
      if (stream == 1 && type == DATA && length > 0) {
        return true;
      }
      if (stream == 1 && (type == RST_STREAM || (flags & 1) != 0)) {
        return false;
      }
    }
  }

  @Test
  void how_long_a_client_says_it_waits_is_its_own_business() throws IOException {
    for (var timeout : List.of("0n", "1n", "99999999H", "-1S", "soon")) {
      try (var socket = http2()) {
        socket.getOutputStream().write(frame(HEADERS, 4, 1, listHeaders(timeout)));
        socket.getOutputStream().write(frame(DATA, 1, 1, new byte[5]));
        assertThat(bringsMessage(socket)).as(timeout).isTrue();
      }
    }
  }

  private interface Flood {
    void to(OutputStream out, int frame) throws IOException;
  }

  /// Sends frames, and reads nothing before the last, until the server has ended the connection.
  private static void assertEnded(int framesMax, Flood flood) throws IOException {
    try (var socket = http2()) {
      var reading = Thread.startVirtualThread(() -> drain(socket));
      int sent = 0;
      try {
        for (; sent < framesMax && reading.isAlive(); sent++) {
          flood.to(socket.getOutputStream(), sent);
        }
        // well before whoever asks nothing is sent away
        assertThat(reading.join(Duration.ofSeconds(4))).as("ended after %d frames", sent).isTrue();
      } catch (IOException ended) {
        return; // while something was sent
      } catch (InterruptedException stop) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void drain(Socket socket) {
    try {
      socket.getInputStream().transferTo(OutputStream.nullOutputStream());
    } catch (IOException ended) {
      // so it was
    }
  }

  @Test
  void headers_that_go_on_without_end_end_the_connection() throws IOException {
    assertEnded(
        10_000,
        (out, n) ->
            out.write(
                n == 0
                    ? frame(HEADERS, 0, 1, getHeaders())
                    : frame(
                        CONTINUATION,
                        0,
                        1,
                        "\0\1a\1b".repeat(100).getBytes(StandardCharsets.US_ASCII))));
  }

  @Test
  void empty_headers_that_go_on_without_end_end_the_connection() throws IOException {
    assertEnded(
        100_000, (out, n) -> out.write(frame(n == 0 ? HEADERS : CONTINUATION, 0, 1, new byte[0])));
  }

  @Test
  void requests_that_are_taken_back_at_once_end_the_connection() throws IOException {
    assertEnded(
        2_000,
        (out, n) -> {
          out.write(frame(HEADERS, 5, 2 * n + 1, getHeaders()));
          out.write(frame(RST_STREAM, 0, 2 * n + 1, new byte[] {0, 0, 0, 8}));
        });
  }

  @Test
  void a_connection_has_at_most_a_hundred_streams() throws IOException {
    try (var socket = http2()) {
      var in = new DataInputStream(socket.getInputStream());
      int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
      assertThat(in.readUnsignedByte()).isEqualTo(SETTINGS);
      in.skipBytes(5);
      int streams = -1;
      for (int read = 0; read < length; read += 6) {
        int setting = in.readUnsignedShort();
        int value = in.readInt();
        streams = setting == 3 ? value : streams;
      }
      assertThat(streams).isEqualTo(100);
    }
  }

  @Test
  void the_stream_after_a_hundred_is_refused() throws IOException {
    try (var socket = http2()) {
      socket.setSoTimeout(4_000);
      for (int stream = 1; stream <= 201; stream += 2) {
        socket.getOutputStream().write(frame(HEADERS, 4, stream, listHeaders("10S")));
      }
      var in = new DataInputStream(socket.getInputStream());
      int refused = 0;
      while (refused == 0) {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        in.skipNBytes(1);
        int stream = in.readInt();
        var payload = in.readNBytes(length);
        if (type == RST_STREAM) {
          assertThat(payload).endsWith(7); // REFUSED_STREAM
          refused = stream;
        }
      }
      assertThat(refused).isEqualTo(201);
    }
  }

  /// Well before whoever asks nothing is sent away.
  private static void assertEndsAtOnce(Socket socket) throws IOException {
    socket.setSoTimeout(4_000);
    try {
      assertThat(socket.getInputStream().read()).isNegative();
    } catch (SocketTimeoutException stillThere) {
      throw new AssertionError("the connection did not end", stillThere);
    } catch (IOException ended) {
      // so it was
    }
  }

  @Test
  void more_connections_than_the_server_takes_are_ended_at_once() throws IOException {
    var sockets = new ArrayList<Socket>();
    try {
      for (int i = 0; i < 3 * CONNECTIONS_MAX; i++) {
        sockets.add(connected());
      }
      for (var socket : sockets.subList(2 * CONNECTIONS_MAX, sockets.size())) {
        assertEndsAtOnce(socket);
      }
    } finally {
      for (var socket : sockets) {
        socket.close();
      }
    }
  }
}
