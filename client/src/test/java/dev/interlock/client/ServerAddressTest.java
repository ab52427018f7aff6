package dev.interlock.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerAddressTest {
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:8080, 127.0.0.1, 8080",
    "localhost:1, localhost, 1",
    "[::1]:65535, ::1, 65535"
  })
  void reads_and_writes_host_and_port(String text, String host, int port) {
    var address = ServerAddress.parse(text);

    assertThat(address).isEqualTo(new ServerAddress(host, port));
    assertThat(address).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "localhost", ":8080", "host:", "host:x", "host:0", "host:65536"})
  void refuses_what_is_no_address(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> ServerAddress.parse(text));
  }

  @Test
  void says_that_an_ipv6_address_stands_in_brackets() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ServerAddress.parse("::1:8080"))
        .withMessage("\"::1:8080\": an IPv6 address stands in brackets, as [::1]:8080");
  }
}
