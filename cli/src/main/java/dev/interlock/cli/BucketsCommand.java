package dev.interlock.cli;

import dev.interlock.api.v1.Bucket;
import dev.interlock.api.v1.ListBucketsResp;
import dev.interlock.cli.screen.Table;
import dev.interlock.cli.screen.Words;
import dev.interlock.client.ExitCode;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Shows the token buckets.
@Command(
    description = "Shows the token buckets: how full each is now, and when its next token comes.")
final class BucketsCommand implements Callable<Integer> {
  private final Console console;
  @Mixin private final Connection connection = new Connection();
  @Mixin private final Output output = new Output();

  BucketsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    ListBucketsResp buckets;
    try (var client = connection.open(console)) {
      buckets = client.buckets();
    }
    if (output.isJson()) {
      console.printJson(buckets);
    } else {
      console.print(text(buckets));
    }
    return ExitCode.DONE;
  }

  private String text(ListBucketsResp buckets) {
    var table = new Table("BUCKET", "TOKENS", "GAINS", "NEXT TOKEN", "FROM");
    for (var bucket : buckets.getBucketsList()) {
      table.row(
          bucket.getName(),
          "%d of %d".formatted(bucket.getTokens(), bucket.getCapacity()),
          "%d each %s".formatted(bucket.getRefill(), interval(bucket)),
          bucket.hasNextTokenAt() ? next(bucket) : "none: it is full",
          bucket.getSource());
    }
    return table.isEmpty() ? "no token buckets are configured\n" : table.toString();
  }

  private static String interval(Bucket bucket) {
    var interval =
        Duration.ofSeconds(bucket.getInterval().getSeconds(), bucket.getInterval().getNanos());
    return interval.toMillisPart() == 0 ? Words.of(interval) : interval.toMillis() + " ms";
  }

  private String next(Bucket bucket) {
    var at =
        Instant.ofEpochSecond(
            bucket.getNextTokenAt().getSeconds(), bucket.getNextTokenAt().getNanos());
    var left = Duration.between(console.clock().instant(), at);
    return "%s, in %s".formatted(Words.of(at), Words.of(left.isNegative() ? Duration.ZERO : left));
  }
}
