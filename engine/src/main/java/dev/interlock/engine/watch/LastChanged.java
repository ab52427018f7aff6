package dev.interlock.engine.watch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Things numbered from 0, in the order in which they last changed: 16 bytes each. What changed
/// lately is found without a look at the others. For one thread.
final class LastChanged {
  private static final int NONE = -1;

  /// The entry of each one's last change; 0 for never.
  private final long[] seqs;

  /// Its neighbours in the order.
  private final int[] earlier;

  private final int[] later;

  private int latest = NONE;

  LastChanged(int things) {
    seqs = new long[things];
    earlier = new int[things];
    later = new int[things];
    Arrays.fill(earlier, NONE);
    Arrays.fill(later, NONE);
  }

  /// @param seq not below that of any other
  void changed(int thing, long seq) {
    seqs[thing] = seq;
    if (thing == latest) {
      return;
    }
    takeOut(thing);
    earlier[thing] = latest;
    later[thing] = NONE;
    if (latest != NONE) {
      later[latest] = thing;
    }
    latest = thing;
  }

  private void takeOut(int thing) {
    if (later[thing] != NONE) { // so it is in the order, and not at its end
      earlier[later[thing]] = earlier[thing];
      if (earlier[thing] != NONE) {
        later[earlier[thing]] = later[thing];
      }
    }
  }

  /// The entry by which `most` of those that changed after `seq` have last changed; the last one
  /// that changed anything when they are fewer, and `seq` when there is none.
  long seqOfMost(int most, long seq) {
    long found = seq;
    int thing = firstAfter(seq);
    for (int i = 0; i < most && thing != NONE; i++) {
      found = seqs[thing];
      thing = later[thing];
    }
    return found;
  }

  /// Those that last changed after one entry and not after another, in ascending order.
  List<Integer> between(long after, long upTo) {
    var found = new ArrayList<Integer>();
    for (int thing = firstAfter(after);
        thing != NONE && seqs[thing] <= upTo;
        thing = later[thing]) {
      found.add(thing);
    }
    found.sort(null);
    return found;
  }

  private int firstAfter(long seq) {
    int first = NONE;
    for (int thing = latest; thing != NONE && seqs[thing] > seq; thing = earlier[thing]) {
      first = thing;
    }
    return first;
  }

  /// The entry that changed anything last; 0 for none.
  long latestSeq() {
    return latest == NONE ? 0 : seqs[latest];
  }
}
