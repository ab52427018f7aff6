package dev.interlock.cli;

import dev.interlock.api.v1.WorkReq;
import dev.interlock.cli.file.WorkFile;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// The parameter that says which file holds the work request, and what is said over it.
final class RequestFile {
  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  @Parameters(
      paramLabel = "FILE",
      description =
          "The work request: JSON when it starts with {, else protobuf text; - is standard input.")
  private String path = "";

  @Option(
      names = "--label",
      paramLabel = "KEY=VALUE",
      description =
          "Gives the work a label, as team=storage, over one of that key in the file; may be repeated.")
  private List<String> labels = new ArrayList<>();

  /// What the file asks for, with these labels.
  WorkReq read(InputStream standardInput) {
    var keys = new HashSet<String>();
    for (var label : labels) {
      int sign = label.indexOf('=');
      if (sign < 1) {
        throw BadUsage.of(
            spec,
            "--label \"%s\" is no label; write it as KEY=VALUE, as team=storage".formatted(label));
      }
      if (!keys.add(label.substring(0, sign))) {
        throw BadUsage.of(spec, "--label %s is given twice".formatted(label.substring(0, sign)));
      }
    }
    var request = WorkFile.read(path, standardInput).toBuilder();
    for (var label : labels) {
      int sign = label.indexOf('=');
      request.putLabels(label.substring(0, sign), label.substring(sign + 1));
    }
    return request.build();
  }
}
