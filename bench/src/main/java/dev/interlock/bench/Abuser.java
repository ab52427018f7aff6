package dev.interlock.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

/// Somebody who holds a connection to a server and does with it what nobody should; when the server
/// ends it, another one. Ends when its thread is interrupted.
final class Abuser implements Runnable {
  private static final int PAUSE_MILLIS = 200;
  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final How how;
  private final int port;
  private final String token;
  private final AtomicLong opened;

  /// What it does.
  enum How {
    /// A byte of a header every second.
    SLOW_HEADERS,
    /// A byte of a body every second, by somebody who is known.
    SLOW_BODY,
    /// Ten pings of HTTP/2 a second.
    PINGS,
    /// Ten requests a second, each taken back at once.
    RESETS,
    /// A body of 50 MB.
    LARGE_BODY
  }

  /// @param opened counts the connections
  Abuser(How how, int port, String token, AtomicLong opened) {
    this.how = how;
    this.port = port;
    this.token = token;
    this.opened = opened;
  }

  @Override
  public void run() {
    try {
      while (true) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
          opened.incrementAndGet();
          Thread.startVirtualThread(() -> drain(socket));
          abuse(socket.getOutputStream());
        } catch (IOException ended) {
          // that is the server's good right
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException _) {
      // enough
    }
  }

  private static void drain(Socket socket) {
    try (InputStream in = socket.getInputStream()) {
      var _ = in.transferTo(OutputStream.nullOutputStream());
      socket.close(); // so that the writer hears of it
    } catch (IOException ended) {
      // so is the connection
    }
  }

  private void abuse(OutputStream out) throws IOException, InterruptedException {
    switch (how) {
      case SLOW_HEADERS -> {
        out.write(ascii("GET /v1/works HTTP/1.1\r\nhost: 127.0.0.1\r\nx: "));
        for (; ; Thread.sleep(1_000)) {
          out.write('a');
        }
      }
      case SLOW_BODY -> {
        out.write(post(1_000_000));
        for (; ; Thread.sleep(1_000)) {
          out.write(' ');
        }
      }
      case LARGE_BODY -> {
        out.write(post(50_000_000));
        for (; ; Thread.sleep(100)) {
          out.write(new byte[64 << 10]);
        }
      }
      case PINGS -> {
        out.write(PREFACE);
        out.write(frame(4, 0, 0, new byte[0])); // SETTINGS
        for (; ; Thread.sleep(100)) {
          out.write(frame(6, 0, 0, new byte[8]));
        }
      }
      case RESETS -> {
        out.write(PREFACE);
        out.write(frame(4, 0, 0, new byte[0]));
        for (int stream = 1; ; stream += 2) {
          out.write(frame(1, 5, stream, headers())); // END_STREAM, END_HEADERS
          out.write(frame(3, 0, stream, new byte[] {0, 0, 0, 8})); // CANCEL
          Thread.sleep(100);
        }
      }
    }
  }

  private byte[] post(int length) {
    return ascii(
        "POST /v1/works HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer %s\r\n"
                .formatted(token)
            + "content-type: application/json\r\ncontent-length: %d\r\n\r\n".formatted(length));
  }

  /// GET / of RFC 7541's static table.
  private static byte[] headers() {
    var block = new ByteArrayOutputStream();
    block.writeBytes(new byte[] {(byte) 0x82, (byte) 0x86, (byte) 0x84, 0x01, 9});
    block.writeBytes(ascii("127.0.0.1"));
    return block.toByteArray();
  }

  /// RFC 9113, 4.1.
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

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
