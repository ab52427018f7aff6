package dev.interlock.server.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// What the documents name must be there: files, and the Java types of this project.
class DocsTest {
  private static final List<Path> DOCUMENTS = Repository.files(".md");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)(#[^)]*)?\\)");
  private static final Pattern CODE = Pattern.compile("(?<!`)`([^`\n]+)`(?!`)");
  private static final Pattern PATH = Pattern.compile("[a-z][\\w.-]*(/[\\w.-]+)+/?");
  private static final Pattern TYPE = Pattern.compile("[A-Z][a-z]+([A-Z][a-z0-9]+)+");

  @Test
  void links_only_to_files_that_exist() {
    var missing = new ArrayList<String>();
    for (var document : DOCUMENTS) {
      var link = LINK.matcher(Repository.text(document));
      while (link.find()) {
        var target = link.group(1);
        if (!target.contains("://")
            && !target.startsWith("mailto:")
            && !Files.exists(document.resolveSibling(target))) {
          missing.add(Repository.name(document) + ": " + target);
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void names_only_paths_that_exist() {
    var tops =
        Set.of(
            "plugin",
            "api",
            "engine",
            "store",
            "builtin",
            "server",
            "client",
            "cli",
            "examples",
            "bench",
            "docs",
            "libexec",
            "dist");
    var missing = new ArrayList<String>();
    for (var document : DOCUMENTS) {
      for (var code : codes(document)) {
        boolean isOurs = tops.contains(code.split("/", 2)[0]);
        if (PATH.matcher(code).matches()
            && isOurs
            && !code.contains("/target")
            && !Files.exists(Repository.root().resolve(code))) {
          missing.add(Repository.name(document) + ": " + code);
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void names_only_types_that_exist() {
    var words =
        Repository.files(".java").stream()
            .map(file -> String.valueOf(file.getFileName()).replace(".java", ""))
            .collect(Collectors.toSet());
    var sources =
        Repository.files(".java").stream().map(Repository::text).collect(Collectors.joining("\n"));
    var protos =
        Repository.files(".proto").stream().map(Repository::text).collect(Collectors.joining("\n"));
    var missing = new ArrayList<String>();
    for (var document : DOCUMENTS) {
      for (var code : codes(document)) {
        if (TYPE.matcher(code).matches()
            && !words.contains(code)
            && !sources.contains(code)
            && !protos.contains(code)) {
          missing.add(Repository.name(document) + ": " + code);
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  private static List<String> codes(Path document) {
    var found = new ArrayList<String>();
    var code = CODE.matcher(Repository.text(document));
    while (code.find()) {
      found.add(code.group(1).strip());
    }
    return found;
  }
}
