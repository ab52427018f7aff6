package dev.interlock.examples.diskerase.site;

import java.util.List;

/// The files of sites and machines cannot be read or say nonsense. The message has every problem,
/// one a line, with file and line.
public final class BadInventory extends RuntimeException {
  private static final long serialVersionUID = 1;
  private static final int SHOWN_MAX = 20;

  BadInventory(List<String> problems) {
    super(shown(problems));
  }

  private static String shown(List<String> problems) {
    var first = String.join("\n", problems.subList(0, Math.min(SHOWN_MAX, problems.size())));
    return problems.size() <= SHOWN_MAX
        ? first
        : "%s\nand %d more".formatted(first, problems.size() - SHOWN_MAX);
  }
}
