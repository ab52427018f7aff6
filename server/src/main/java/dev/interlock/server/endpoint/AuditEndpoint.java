package dev.interlock.server.endpoint;

import dev.interlock.api.v1.AuditServiceGrpc;
import dev.interlock.api.v1.ListAuditReq;
import dev.interlock.api.v1.ListAuditResp;
import dev.interlock.engine.GuardedEngine;
import dev.interlock.engine.access.Asker;
import dev.interlock.engine.access.NameScope;
import dev.interlock.engine.access.Right;
import dev.interlock.engine.journal.AuditFilter;
import dev.interlock.engine.journal.AuditFilter.Order;
import dev.interlock.plugin.Violation;
import dev.interlock.server.audit.AuditMessage;
import dev.interlock.server.call.Answer;
import dev.interlock.server.call.Call;
import dev.interlock.server.call.Refusal;
import java.util.ArrayList;
import java.util.List;

/// `interlock.v1.AuditService`.
public final class AuditEndpoint {
  private static final int PAGE_SIZE_MAX = 1_000;
  private static final int PAGE_SIZE_DEFAULT = 100;

  private final GuardedEngine engine;

  public AuditEndpoint(GuardedEngine engine) {
    this.engine = engine;
  }

  public List<Call<?, ?>> calls() {
    return List.of(new Call<>(AuditServiceGrpc.getListAuditMethod(), this::list));
  }

  private Answer<ListAuditResp> list(ListAuditReq message, Asker asker) {
    var problems = new ArrayList<Violation>(0);
    Fields.known(message, "", problems);
    int size = Fields.pageSize(message.getPageSize(), PAGE_SIZE_MAX, PAGE_SIZE_DEFAULT, problems);
    if (message.getAfterSeq() < 0) {
      problems.add(new Violation("after_seq", "is below 0; it is the seq of an entry"));
    }
    if (!problems.isEmpty()) {
      return Answer.no(Refusal.violated(problems));
    }
    var order = message.getNewestFirst() ? Order.NEWEST_FIRST : Order.OLDEST_FIRST;
    var filter =
        new AuditFilter(
            NameScope.ALL, message.getWorkId(), message.getActor(), message.getRefused(), order);
    var head = engine.auditHead(asker);
    var rows = engine.audit(filter, after(message), size + 1, asker);
    var response =
        ListAuditResp.newBuilder()
            .setHasMore(rows.size() > size)
            .setSeesAll(asker.scope(Right.AUDIT).isAll())
            .setHeadSeq(head.seq())
            .setHeadHash(head.hash());
    rows.stream().limit(size).map(AuditMessage::of).forEach(response::addRecords);
    return Answer.ok(response.build());
  }

  /// From the very first on: also what somebody has put where no entry is.
  private static long after(ListAuditReq message) {
    if (message.getAfterSeq() != 0) {
      return message.getAfterSeq();
    }
    return message.getNewestFirst() ? Long.MAX_VALUE : Long.MIN_VALUE;
  }
}
