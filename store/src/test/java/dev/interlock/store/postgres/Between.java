package dev.interlock.store.postgres;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// Stands between clients and the server of a database, as poolers and networks do. Any thread.
final class Between implements AutoCloseable {
  /// Of the message that has a statement carried out: its end is missing then.
  private static final int HELD_BACK = 10;

  private static final String OPTIONS = "\0options\0";

  private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final BlockingQueue<Socket> open = new LinkedBlockingQueue<>();
  private final String database;
  private final boolean ignoresOptions;
  private volatile boolean isFrozen;

  private Between(String database, boolean ignoresOptions) throws IOException {
    this.database = database;
    this.ignoresOptions = ignoresOptions;
  }

  static Between network(String database) throws IOException {
    return new Between(database, false).started();
  }

  /// One that does not pass on what a client asks of its session.
  static Between pooler(String database) throws IOException {
    return new Between(database, true).started();
  }

  private Between started() {
    Thread.ofVirtual().start(this::accept);
    return this;
  }

  /// The URL of the database by this way.
  String url() {
    return "jdbc:postgresql://127.0.0.1:%d/%s?user=postgres&sslmode=disable"
        .formatted(listening.getLocalPort(), TestPostgres.name(database));
  }

  /// From now on the server gets of what a client sends all but the end, and then nothing, not even
  /// word that the client has gone.
  void freeze() {
    isFrozen = true;
  }

  private void accept() {
    int port = URI.create(database.substring("jdbc:".length())).getPort();
    try {
      while (true) {
        var client = kept(listening.accept());
        var there = kept(new Socket(InetAddress.getLoopbackAddress(), port));
        Thread.ofVirtual().start(() -> forth(client, there));
        Thread.ofVirtual().start(() -> back(there, client));
      }
    } catch (IOException _) {
      // closed
    }
  }

  private Socket kept(Socket socket) {
    open.add(socket);
    return socket;
  }

  private void forth(Socket client, Socket server) {
    try {
      var in = new DataInputStream(client.getInputStream());
      var out = new DataOutputStream(server.getOutputStream());
      var startup = new byte[in.readInt() - Integer.BYTES];
      in.readFully(startup);
      var passedOn = ignoresOptions ? withoutOptions(startup) : startup;
      out.writeInt(passedOn.length + Integer.BYTES);
      out.write(passedOn);
      var buffer = new byte[1 << 16];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        if (isFrozen) {
          out.write(buffer, 0, count - HELD_BACK);
          return;
        }
        out.write(buffer, 0, count);
      }
      server.close();
    } catch (IOException _) {
      // one of the two has gone
    }
  }

  private static byte[] withoutOptions(byte[] startup) {
    var text = new String(startup, StandardCharsets.ISO_8859_1);
    int key = text.indexOf(OPTIONS) + 1;
    int value = text.indexOf('\0', key) + 1;
    int next = text.indexOf('\0', value) + 1;
    return (text.substring(0, key) + text.substring(next)).getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void back(Socket server, Socket client) {
    try {
      server.getInputStream().transferTo(client.getOutputStream());
      client.close();
    } catch (IOException _) {
      // one of the two has gone
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (var socket : open) {
      socket.close();
    }
  }
}
