package dev.interlock.sim;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/// Where word is left for a runner, as in the engine's `Mailbox`; of what is not urgent only so
/// much is taken at once that it matters here.
final class SimMailbox {
  private static final int TAKEN_AT_ONCE = 3;

  private final Queue<SimLetter> urgent = new ArrayDeque<>();
  private final Queue<SimLetter> letters = new ArrayDeque<>();

  void put(SimLetter letter) {
    letters.add(letter);
  }

  /// To be taken before all that was put there otherwise.
  void putAhead(SimLetter letter) {
    urgent.add(letter);
  }

  boolean isEmpty() {
    return urgent.isEmpty() && letters.isEmpty();
  }

  List<SimLetter> takeSome() {
    var taken = new ArrayList<>(urgent);
    urgent.clear();
    while (!letters.isEmpty() && taken.size() < TAKEN_AT_ONCE) {
      taken.add(letters.remove());
    }
    return taken;
  }

  List<SimLetter> takeAll() {
    var all = new ArrayList<>(urgent);
    all.addAll(letters);
    urgent.clear();
    letters.clear();
    return all;
  }
}
