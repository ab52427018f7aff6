package dev.interlock.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.server.RunningServer;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The files of the page, as they are served; what the page does is PageIT's to test.
class PagesTest {
  private static final int FIRST_VIEW_BYTES_MAX = 200_000;
  private static final Pattern IMPORT =
      Pattern.compile("(?:from ?|import ?|import\\()\"(\\./|\\.\\./)?([\\w./-]+\\.js)\"");
  private static final Pattern LOADED = Pattern.compile("(?:src|href)=\"(/[^\"]+)\"");

  @AutoClose private static RunningServer server;

  @BeforeAll
  static void start(@TempDir Path folder) {
    server = RunningServer.in(folder);
  }

  private static HttpResponse<String> get(String path) {
    return server.get(path);
  }

  @Test
  void every_address_of_the_page_has_its_document() {
    var document = get("/").body();

    assertThat(document).contains("<title>Interlock</title>");
    for (var address :
        List.of("/submit", "/catalogue", "/works/01a209c2-6262-7000-b9dd-8f019dc6e61c")) {
      assertThat(get(address).statusCode()).as(address).isEqualTo(200);
      assertThat(get(address).body()).as(address).isEqualTo(document);
    }
  }

  @Test
  void whatever_the_page_loads_is_there_and_small_and_from_here() {
    var seen = new TreeSet<String>();
    var left = new ArrayDeque<String>();
    var loaded = LOADED.matcher(get("/").body());
    while (loaded.find()) {
      left.add(loaded.group(1));
    }
    int bytes = 0;
    while (!left.isEmpty()) {
      var path = left.remove();
      if (seen.add(path)) {
        var file = get(path);
        assertThat(file.statusCode()).as(path).isEqualTo(200);
        bytes += file.body().length();
        var imports = IMPORT.matcher(file.body());
        while (path.endsWith(".js") && imports.find()) {
          left.add(
              Path.of(path)
                  .resolveSibling(imports.group(1) + imports.group(2))
                  .normalize()
                  .toString());
        }
      }
    }
    assertThat(seen)
        .contains("/page/style.css", "/page/main.js", "/page/work.js", "/page/lib/lit-html.js")
        .allMatch(path -> path.startsWith("/page/"));
    assertThat(bytes).isLessThan(FIRST_VIEW_BYTES_MAX);
  }

  @Test
  void a_browser_is_told_to_run_nothing_but_our_files() {
    for (var path : List.of("/", "/page/main.js", "/v1/works", "/healthz", "/nothing")) {
      var headers = get(path).headers();
      assertThat(headers.firstValue("content-security-policy").orElse(""))
          .as(path)
          .contains("default-src 'none'", "script-src 'self'", "require-trusted-types-for 'script'")
          .doesNotContain("unsafe");
      assertThat(headers.allValues("x-content-type-options")).as(path).containsExactly("nosniff");
      assertThat(headers.firstValue("x-frame-options")).as(path).contains("DENY");
    }
  }

  @Test
  void nothing_but_the_files_of_the_page_is_served() {
    for (var path :
        List.of("/page/nothing.js", "/page/../logback.xml", "/page/%2e%2e/logback.xml")) {
      assertThat(get(path).statusCode()).as(path).isIn(400, 404);
    }
  }
}
