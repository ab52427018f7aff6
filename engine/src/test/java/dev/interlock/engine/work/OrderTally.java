package dev.interlock.engine.work;

import static dev.interlock.engine.work.BrokenInvariant.require;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The orders that a work's facts carry out, told apart by their reasons: each once.
final class OrderTally {
  private final Set<String> orders = new HashSet<>(0);

  void account(List<Fact> facts) {
    var inThisEntry = new HashSet<String>(0);
    for (var fact : facts) {
      var order = reasonOf(fact);
      if (order.startsWith(WorkAccount.ORDER) && inThisEntry.add(order)) {
        require(orders.add(order), "I18", order + " was carried out twice");
      }
    }
  }

  boolean has(String reason) {
    return orders.contains(reason);
  }

  private static String reasonOf(Fact fact) {
    return switch (fact) {
      case Fact.StopOrdered(_, _, var reason) -> reason;
      case Fact.PauseOrdered(_, var reason) -> reason;
      case Fact.Resumed(_, var reason) -> reason;
      case Fact.JobSkipped(_, _, var reason) -> reason;
      case Fact.JobResolved(_, _, _, var reason) -> reason;
      case Fact.LimitSet(_, _, _, var reason) -> reason;
      case Fact.Approved(_, _, _, var reason) -> reason;
      case Fact.Denied(_, var reason) -> reason;
      case Fact _ -> "";
    };
  }
}
