package dev.interlock.client;

/// Where a server listens.
///
/// @param host a name or an address, without brackets
/// @param port 1 to 65535
/// @param isSecure whether it is spoken to over TLS
public record ServerAddress(String host, int port, boolean isSecure) {
  private static final String SECURE = "https://";

  private static final int PORT_MAX = 65_535;

  public ServerAddress {
    if (host.isBlank()) {
      throw new IllegalArgumentException("the host is empty; write HOST:PORT, as 127.0.0.1:8080");
    }
    if (port < 1 || port > PORT_MAX) {
      throw new IllegalArgumentException(
          "port is %d; it must be 1 to %d".formatted(port, PORT_MAX));
    }
  }

  /// One that is spoken to in plaintext.
  public ServerAddress(String host, int port) {
    this(host, port, false);
  }

  /// Reads `HOST:PORT`, or `https://HOST:PORT` for TLS; an IPv6 address stands in brackets,
  /// `[::1]:8080`.
  ///
  /// @throws IllegalArgumentException with what is wrong with it
  public static ServerAddress parse(String text) {
    if (text.startsWith(SECURE)) {
      var address = parse(text.substring(SECURE.length()));
      return new ServerAddress(address.host(), address.port(), true);
    }
    int colon = text.lastIndexOf(':');
    if (colon < 1) {
      throw new IllegalArgumentException(
          "\"%s\" has no port; write HOST:PORT, as 127.0.0.1:8080".formatted(text));
    }
    var host = text.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    if (!bracketed && host.contains(":")) {
      throw new IllegalArgumentException(
          "\"%s\": an IPv6 address stands in brackets, as [::1]:8080".formatted(text));
    }
    return new ServerAddress(
        bracketed ? host.substring(1, host.length() - 1) : host,
        portOf(text, text.substring(colon + 1)));
  }

  private static int portOf(String text, String port) {
    try {
      return Integer.parseInt(port);
    } catch (NumberFormatException notANumber) {
      throw new IllegalArgumentException(
          "\"%s\": the port \"%s\" is not a number of 1 to %d".formatted(text, port, PORT_MAX),
          notANumber);
    }
  }

  /// Whether it is on this machine whatever a name server says.
  boolean isThisMachine() {
    return host.equals("localhost") || host.equals("::1") || host.matches("127(\\.\\d{1,3}){3}");
  }

  /// `HOST:PORT`, as [#parse] reads it.
  @Override
  public String toString() {
    var place = host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
    return isSecure ? SECURE + place : place;
  }
}
