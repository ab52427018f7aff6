package dev.interlock.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.interlock.api.v1.Block;
import dev.interlock.api.v1.Checks;
import dev.interlock.api.v1.Job;
import dev.interlock.api.v1.Ramp;
import dev.interlock.api.v1.Rate;
import dev.interlock.api.v1.Sequence;
import dev.interlock.api.v1.WorkReq;
import dev.interlock.server.RunningServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `docs/requests.md` shows is true.
class RequestsDocTest {
  @TempDir private Path folder = Path.of("");

  private static String doc() throws IOException {
    return Files.readString(Path.of("..", "docs", "requests.md"));
  }

  @Test
  void the_complete_example_would_be_accepted() throws Exception {
    var example = doc().split("```json\n", -1)[1].split("```", -1)[0];

    try (var server = RunningServer.in(folder)) {
      var answer = server.post("/v1/works:check", example);

      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.body()).contains("\"violations\":[]").contains("\"stopped\":false");
    }
  }

  @Test
  void every_field_is_explained_and_in_the_example() throws Exception {
    var doc = doc();

    assertThat(
            Stream.of(
                    WorkReq.getDescriptor(),
                    Block.getDescriptor(),
                    Sequence.getDescriptor(),
                    Job.getDescriptor(),
                    Checks.getDescriptor(),
                    Rate.getDescriptor(),
                    Ramp.getDescriptor())
                .flatMap(type -> type.getFields().stream())
                .map(FieldDescriptor::getName))
        .allMatch(field -> doc.contains("`" + field + "`"))
        .allMatch(field -> doc.contains("\"" + field + "\":"));
  }
}
