package dev.interlock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.RequestOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A person's browser that has kept nothing, and what it complained about. All of them are windows
/// of one Chromium, which is started for the first and ends with this JVM. For one thread.
final class Browser implements AutoCloseable {
  private static final List<Path> PLACES =
      List.of(
          Path.of("/usr/bin/chromium"),
          Path.of("/usr/bin/chromium-browser"),
          Path.of("/usr/bin/google-chrome"));

  /// Keeps it from calling anybody but our server; the sandbox needs rights that CI has not.
  private static final List<String> FLAGS =
      List.of(
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  /// For what no test says a time of.
  private static final double PATIENCE_MILLIS = 15_000;

  private static final Path SCREENSHOTS = Path.of("target", "screenshots");

  private final BrowserContext context;
  private final Set<String> signedIn = new HashSet<>();
  private final List<String> complaints = new ArrayList<>();
  private final List<String> others = new ArrayList<>();

  private Browser(BrowserContext context) {
    this.context = context;
  }

  private static final class Chromium {
    static final com.microsoft.playwright.Browser STARTED = start();

    private static com.microsoft.playwright.Browser start() {
      var executable =
          executable().orElseThrow(() -> new IllegalStateException("there is no Chromium"));
      var playwright =
          Playwright.create(
              new Playwright.CreateOptions()
                  .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
      PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
      Runtime.getRuntime().addShutdownHook(new Thread(playwright::close));
      return playwright
          .chromium()
          .launch(new BrowserType.LaunchOptions().setExecutablePath(executable).setArgs(FLAGS));
    }
  }

  static Optional<Path> executable() {
    var chosen = System.getenv("CHROMIUM");
    return chosen != null
        ? Optional.of(Path.of(chosen))
        : PLACES.stream().filter(Files::isExecutable).findFirst();
  }

  /// Fails when the machine has no Chromium.
  static Browser start() {
    return new Browser(Chromium.STARTED.newContext());
  }

  /// Opens an address of the product's.
  Page open(Product product, String path) {
    if (signedIn.add(product.address())) {
      signIn(product);
    }
    return open("http://" + product.address(), path);
  }

  /// Has the session that a person gets by the link of `interlock page`, without the page that
  /// takes it.
  private void signIn(Product product) {
    var answer =
        context
            .request()
            .post(
                "http://%s/session".formatted(product.address()),
                RequestOptions.create().setData(Map.of("code", product.signInCode())));
    assertThat(answer.status()).isEqualTo(204);
  }

  /// Pages may lead to another site too.
  void mayLeadTo(String home) {
    others.add(home);
  }

  /// Opens an address of the product's as whoever has not signed in.
  Page openUnknown(Product product, String path) {
    return open("http://" + product.address(), path);
  }

  /// Opens a file that asks for no other.
  Page openFile(Path file) {
    return open(file.toUri().toString(), "");
  }

  /// @param home how all that it may ask for begins
  private Page open(String home, String path) {
    var page = context.newPage();
    page.onPageError(error -> complaints.add("error: " + error));
    page.onConsoleMessage(message -> {
      // what a server refuses, or does not answer while it is away, the browser itself notes too
      if (message.type().equals("error") && !message.text().startsWith("Failed to load resource")) {
        complaints.add("console: " + message.text());
      }
    });
    page.onDialog(dialog -> {
      complaints.add("dialog: " + dialog.message());
      dialog.dismiss();
    });
    page.onRequest(request -> {
      if (!request.url().startsWith(home) && others.stream().noneMatch(request.url()::startsWith)) {
        complaints.add("request: " + request.url());
      }
    });
    page.navigate(home + path);
    return page;
  }

  /// Writes what a page looks like to `target/screenshots`.
  static void shoot(Page page, String name) throws IOException {
    Files.createDirectories(SCREENSHOTS);
    page.screenshot(new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve(name + ".png")));
  }

  /// Nothing keeps anybody from using a page, as far as axe-core can tell.
  static void assertNothingSerious(Page page, String what) {
    var found = new AxeBuilder(page).analyze().getViolations();

    assertThat(found)
        .filteredOn(rule -> List.of("serious", "critical").contains(rule.getImpact()))
        .extracting(rule -> what + ": " + rule.getId() + " " + rule.getNodes())
        .isEmpty();
  }

  /// Whatever was shown, no script failed, none came from outside, nobody else was asked.
  void assertNoComplaints() {
    assertThat(complaints).isEmpty();
  }

  @Override
  public void close() {
    context.close();
  }
}
