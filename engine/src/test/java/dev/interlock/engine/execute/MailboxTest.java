package dev.interlock.engine.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MailboxTest {
  private final Mailbox<Integer> mailbox = new Mailbox<>();

  @Test
  void gives_out_everything_in_its_order_and_never_very_much_together() {
    var put = IntStream.range(0, 10_000).boxed().toList();
    put.forEach(mailbox::put);
    mailbox.readHere();

    var taken = new ArrayList<Integer>();
    while (!mailbox.isEmpty()) {
      var some = mailbox.takeSome();
      assertThat(some).hasSizeLessThanOrEqualTo(1_000);
      taken.addAll(some);
    }

    assertThat(taken).isEqualTo(put);
  }

  @Test
  void what_is_urgent_does_not_wait_for_what_came_before_it() {
    IntStream.range(0, 10_000).forEach(mailbox::put);
    mailbox.putAhead(-1);
    mailbox.putAhead(-2);
    mailbox.readHere();

    assertThat(mailbox.takeSome()).startsWith(-1, -2, 0, 1);
  }

  @Test
  void wakes_its_reader_for_either() throws Exception {
    for (boolean isUrgent : List.of(false, true)) {
      var reading =
          new FutureTask<>(() -> {
            mailbox.readHere();
            return mailbox.takeSome();
          });
      var reader = Thread.ofVirtual().start(reading);
      await().until(() -> reader.getState() == Thread.State.WAITING);
      if (isUrgent) {
        mailbox.putAhead(7);
      } else {
        mailbox.put(7);
      }

      assertThat(reading.get()).containsExactly(7);
    }
  }

  @Test
  void is_empty_only_without_either() {
    mailbox.putAhead(1);
    mailbox.put(2);

    assertThat(mailbox.poll()).contains(1);
    assertThat(mailbox.isEmpty()).isFalse();
    assertThat(mailbox.poll()).contains(2);
    assertThat(mailbox.isEmpty()).isTrue();
    assertThat(mailbox.poll()).isEmpty();
  }
}
