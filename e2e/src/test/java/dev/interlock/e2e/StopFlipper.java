package dev.interlock.e2e;

import dev.interlock.api.v1.GoReq;
import dev.interlock.api.v1.ListStopsReq;
import dev.interlock.api.v1.StopReq;
import dev.interlock.e2e.Findings.Count;
import java.util.SplittableRandom;

/// Pulls and releases the emergency stop of one name, again and again. A stop that was acknowledged
/// must be there until it is released. For one thread.
record StopFlipper(
    String name, Service service, Calls calls, Findings findings, SplittableRandom random)
    implements Runnable {

  @Override
  public void run() {
    try {
      for (int number = 0; calls.goOn(); number++) {
        flip(number);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | AssertionError e) {
      findings.wrong(Count.OTHER_VIOLATIONS, "the flipper gave up: " + e);
    }
  }

  private void flip(int number) throws InterruptedException {
    rest(40);
    var stop =
        StopReq.newBuilder()
            .setName(name)
            .setReason("a drill")
            .setRequestId("stop-" + number)
            .build();
    var answer = calls.change("emergency stop", () -> service.stops().stop(stop));
    boolean isStored = answer.map(stopped -> stopped.getStored()).orElse(false);
    rest(5);
    if (isStored && !isListedInTime()) {
      findings.wrong(Count.LOST, "the emergency stop " + number);
    }
    var go =
        GoReq.newBuilder().setName(name).setReason("a drill").setRequestId("go-" + number).build();
    if (calls.change("go", () -> service.stops().go(go)).isEmpty()) {
      findings.wrong(Count.OTHER_VIOLATIONS, "go %d was refused".formatted(number));
    }
  }

  private void rest(int moments) throws InterruptedException {
    for (int moment = random.nextInt(moments); moment >= 0 && calls.goOn(); moment--) {
      calls.waitAMoment();
    }
  }

  private boolean isListedInTime() throws InterruptedException {
    boolean isListed = isListed();
    for (int looks = service.looksUntilSettled(); !isListed && looks > 1; looks--) {
      calls.waitAMoment();
      isListed = isListed();
    }
    return isListed;
  }

  private boolean isListed() throws InterruptedException {
    return calls
        .ask("list stops", () -> service.stops().listStops(ListStopsReq.getDefaultInstance()))
        .stream()
        .flatMap(list -> list.getEntriesList().stream())
        .anyMatch(entry -> entry.getName().equals(name) && entry.getStatus().equals("stop"));
  }
}
