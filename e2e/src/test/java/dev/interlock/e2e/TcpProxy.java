package dev.interlock.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// A way to a server that can be blocked, on loopback. Any thread.
final class TcpProxy implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 16;

  private final int target;
  private final ServerSocket listening;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private Way way = Way.OPEN;

  /// What gets through.
  enum Way {
    OPEN,
    /// Nothing; connections stay as they are, and new ones are accepted.
    SHUT,
    /// Only what goes to the server.
    NO_ANSWERS
  }

  private TcpProxy(int target, ServerSocket listening) {
    this.target = target;
    this.listening = listening;
  }

  /// Listens on a port of its own.
  ///
  /// @param target the server's port
  static TcpProxy to(int target) throws IOException {
    var proxy = new TcpProxy(target, new ServerSocket(0, 0, InetAddress.getLoopbackAddress()));
    Thread.ofVirtual().start(proxy::accept);
    return proxy;
  }

  int port() {
    return listening.getLocalPort();
  }

  void set(Way to) {
    lock.lock();
    try {
      way = to;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Cuts every connection, without a word to either side but a reset.
  void reset() {
    sockets.forEach(TcpProxy::cut);
    sockets.clear();
  }

  private static void cut(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException _) {
      // it was closed already
    }
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        var client = listening.accept();
        Thread.ofVirtual().start(() -> connect(client));
      } catch (IOException _) {
        // closed, or this one has gone already
      }
    }
  }

  private void connect(Socket client) {
    sockets.add(client);
    var server = new Socket();
    sockets.add(server);
    try {
      awaitOpen(Way.OPEN, Way.NO_ANSWERS);
      server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
      var answers = Thread.ofVirtual().start(() -> pump(server, client, Way.OPEN, Way.OPEN));
      pump(client, server, Way.OPEN, Way.NO_ANSWERS);
      answers.join();
    } catch (IOException | InterruptedException _) {
      cut(client);
    } finally {
      cut(server);
      sockets.remove(client);
      sockets.remove(server);
    }
  }

  private void pump(Socket from, Socket to, Way one, Way other) {
    var buffer = new byte[BUFFER_BYTES];
    try {
      for (int read = from.getInputStream().read(buffer);
          read >= 0;
          read = from.getInputStream().read(buffer)) {
        awaitOpen(one, other);
        to.getOutputStream().write(buffer, 0, read);
      }
      cut(to);
    } catch (IOException | InterruptedException _) {
      cut(from);
      cut(to);
    }
  }

  private void awaitOpen(Way one, Way other) throws InterruptedException {
    lock.lock();
    try {
      while (way != one && way != other) {
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    reset();
    set(Way.OPEN);
  }
}
