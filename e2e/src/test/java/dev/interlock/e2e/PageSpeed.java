package dev.interlock.e2e;

import dev.interlock.api.v1.StatusReq;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;

/// How quick the page is, in a real browser on the assembled product: `make page-speed`. Prints
/// what it measured, and judges nothing.
public final class PageSpeed {
  private static final int JOBS = 10_000;
  private static final int ROUNDS = 5;

  /// Milliseconds from the navigation's start until the page shows what a selector names.
  private static final String SHOWN =
      """
      (selector) => new Promise((resolve) => {
        const look = () => document.querySelector(selector)
            ? resolve(performance.now()) : requestAnimationFrame(look);
        look();
      })
      """;

  private static final String WHOLE =
      """
      (jobs) => new Promise((resolve) => {
        const look = () => [...document.querySelectorAll("main [role=status]")]
            .some((one) => one.textContent.includes(`${jobs} of ${jobs}`))
            ? resolve(performance.now()) : requestAnimationFrame(look);
        look();
      })
      """;

  /// The times between frames while the timeline is zoomed and the table scrolled in every frame.
  private static final String FRAMES =
      """
      () => new Promise((resolve) => {
        const canvas = document.getElementById("timeline");
        const table = document.querySelector(".jobs");
        const times = [];
        let last = performance.now();
        let frame = 0;
        const step = (now) => {
          times.push(now - last);
          last = now;
          if (frame++ === 180) {
            resolve(times.slice(1).sort((a, b) => a - b));
            return;
          }
          const box = canvas.getBoundingClientRect();
          canvas.dispatchEvent(new WheelEvent("wheel", {
            deltaY: frame % 60 < 30 ? -1 : 1, ctrlKey: true, clientX: box.left + box.width / 2,
            bubbles: true, cancelable: true}));
          table.scrollTop += 300;
          requestAnimationFrame(step);
        };
        requestAnimationFrame(step);
      })
      """;

  private PageSpeed() {}

  /// Takes no arguments. Ends by itself, after about a minute.
  public static void main(String[] args) throws Exception {
    var folder = Files.createTempDirectory("interlock-page-speed");
    try (var product = Product.ofMarks(folder, "Marks")) {
      product.start();
      var id = large(product);
      for (int round = 0; round < ROUNDS; round++) {
        try (var browser = Browser.start()) { // nothing is in its cache
          measure(browser, product, id);
        }
      }
    }
  }

  private static String large(Product product) {
    var request = Marks.of("appendAgain", JOBS, 0).toBuilder();
    request.getBlocksBuilder(0).setRateLimit(50);
    var id = Marks.begin(product.works(), request.build());
    var wait = StatusReq.newBuilder().setId(id);
    wait.getWaitUntilEndedBuilder().setSeconds(20);
    while (!product.works().status(wait.build()).hasEnded()) {
      // Status itself waits
    }
    return id;
  }

  private static void measure(Browser browser, Product product, String id) {
    var page = browser.open(product, "/");
    double first = millis(page.evaluate(SHOWN, "table.works"));
    page.close();
    var work = browser.open(product, "/works/" + id);
    double heading = millis(work.evaluate(SHOWN, ".work-head h1"));
    double all = millis(work.evaluate(WHOLE, String.format(Locale.ROOT, "%,d", JOBS)));
    var frames = (List<?>) work.evaluate(FRAMES);
    System.out.printf(
        Locale.ROOT,
        "first view %.0f ms; %,d jobs: opened in %.0f ms, all of them there in %.0f ms; a frame p50"
            + " %.0f, p99 %.0f ms%n",
        first,
        JOBS,
        heading,
        all,
        millis(frames.get(frames.size() / 2)),
        millis(frames.get(frames.size() * 99 / 100)));
  }

  private static double millis(Object measured) {
    return ((Number) measured).doubleValue();
  }
}
