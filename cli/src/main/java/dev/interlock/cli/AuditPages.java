package dev.interlock.cli;

import dev.interlock.api.v1.AuditRecord;
import dev.interlock.api.v1.ListAuditReq;
import dev.interlock.client.InterlockClient;
import java.util.function.Consumer;

/// Reads the whole audit.
final class AuditPages {
  private static final int PAGE_SIZE = 1_000;

  private AuditPages() {}

  /// Reads it from the first entry on.
  ///
  /// @param whenNotAll told when the caller may not see all of it
  /// @return the seq of the end, as the server kept it before the first entry was read
  static long read(InterlockClient client, Consumer<AuditRecord> entries, Runnable whenNotAll) {
    long head = -1;
    long after = 0;
    while (true) {
      var query = ListAuditReq.newBuilder().setPageSize(PAGE_SIZE).setAfterSeq(after).build();
      var page = client.audit(query);
      if (head < 0) {
        head = page.getHeadSeq();
        if (!page.getSeesAll()) {
          whenNotAll.run();
        }
      }
      page.getRecordsList().forEach(entries);
      if (page.getRecordsCount() == 0 || !page.getHasMore()) {
        return head;
      }
      after = page.getRecords(page.getRecordsCount() - 1).getSeq();
    }
  }
}
