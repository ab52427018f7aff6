package dev.interlock.server.endpoint;

import dev.interlock.api.v1.ListFactsReq;
import dev.interlock.api.v1.ListFactsResp;
import dev.interlock.api.v1.WorkServiceGrpc;
import dev.interlock.engine.GuardedEngine;
import dev.interlock.engine.access.Asker;
import dev.interlock.engine.journal.JournalEntry;
import dev.interlock.engine.work.Fact;
import dev.interlock.engine.work.WorkId;
import dev.interlock.engine.work.WorkMachine;
import dev.interlock.plugin.Violation;
import dev.interlock.server.call.Answer;
import dev.interlock.server.call.Call;
import dev.interlock.server.call.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// ListFacts of `interlock.v1.WorkService`: a work's journal, for people.
public final class FactsEndpoint {
  private static final int PAGE_SIZE_MAX = 500;
  private static final int ENTRIES_READ_AT_ONCE = 200;

  /// What is left out of a page is read all the same.
  private static final int ENTRIES_A_PAGE_MAX = 5_000;

  private final GuardedEngine engine;

  public FactsEndpoint(GuardedEngine engine) {
    this.engine = engine;
  }

  public List<Call<?, ?>> calls() {
    return List.of(new Call<>(WorkServiceGrpc.getListFactsMethod(), this::facts));
  }

  /// Where a page begins: behind so many facts of the entry after `seq`.
  private record Place(long seq, int facts) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,18})\\.(\\d{1,9})");

    static Optional<Place> parse(String token) {
      var parts = FORM.matcher(token);
      return parts.matches()
          ? Optional.of(new Place(Long.parseLong(parts.group(1)), Integer.parseInt(parts.group(2))))
          : Optional.empty();
    }

    @Override
    public String toString() {
      return seq + "." + facts;
    }
  }

  private Answer<ListFactsResp> facts(ListFactsReq message, Asker asker) {
    var problems = new ArrayList<Violation>(0);
    Fields.known(message, "", problems);
    int size = Fields.pageSize(message.getPageSize(), PAGE_SIZE_MAX, PAGE_SIZE_MAX, problems);
    var token = message.getPageToken();
    var from =
        token.isEmpty() ? Optional.of(new Place(message.getAfterSeq(), 0)) : Place.parse(token);
    if (from.isEmpty()) {
      problems.add(Fields.notAToken());
    }
    var id = Fields.id(message.getId(), problems);
    if (!problems.isEmpty() || id.isEmpty() || from.isEmpty()) {
      return Answer.no(Refusal.violated(problems));
    }
    return engine
        .request(id.get(), asker)
        .map(request -> {
          var page =
              new Page(
                  new FactTranslation(new WorkMachine(request)),
                  size,
                  message.getWithoutAttempts(),
                  asker);
          page.fill(id.get(), from.get());
          return Answer.ok(page.response.build());
        })
        .orElseGet(() -> Answer.no(Refusal.noSuchWork(message.getId())));
  }

  static boolean isOfAttempt(Fact fact) {
    return fact instanceof Fact.AttemptStarted || fact instanceof Fact.AttemptEnded;
  }

  /// A page on its way.
  private final class Page {
    final ListFactsResp.Builder response = ListFactsResp.newBuilder();
    private final FactTranslation translation;
    private final int size;
    private final boolean isWithoutAttempts;
    private final Asker asker;

    Page(FactTranslation translation, int size, boolean isWithoutAttempts, Asker asker) {
      this.translation = translation;
      this.size = size;
      this.isWithoutAttempts = isWithoutAttempts;
      this.asker = asker;
    }

    void fill(WorkId id, Place from) {
      var place = from;
      for (int read = 0; read < ENTRIES_A_PAGE_MAX; read += ENTRIES_READ_AT_ONCE) {
        var entries = engine.journal(id, place.seq(), ENTRIES_READ_AT_ONCE, asker);
        for (var entry : entries) {
          int shown = add(entry, place.facts());
          if (shown < entry.facts().size()) {
            response.setNextPageToken(new Place(place.seq(), shown).toString());
            return;
          }
          place = new Place(entry.seq(), 0);
        }
        if (entries.size() < ENTRIES_READ_AT_ONCE) {
          return;
        }
      }
      response.setNextPageToken(place.toString());
    }

    /// @return up to which fact there was room
    private int add(JournalEntry entry, int first) {
      for (int i = first; i < entry.facts().size(); i++) {
        var fact = entry.facts().get(i);
        if (isWithoutAttempts && isOfAttempt(fact)) {
          continue;
        }
        if (response.getFactsCount() == size) {
          return i;
        }
        response.addFacts(translation.inEntry(fact, entry));
      }
      return entry.facts().size();
    }
  }
}
