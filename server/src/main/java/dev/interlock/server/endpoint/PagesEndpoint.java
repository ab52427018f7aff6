package dev.interlock.server.endpoint;

import dev.interlock.api.v1.GetJobsReq;
import dev.interlock.api.v1.GetJobsResp;
import dev.interlock.api.v1.ListReq;
import dev.interlock.api.v1.ListResp;
import dev.interlock.api.v1.WorkServiceGrpc;
import dev.interlock.api.v1.WorkSummary;
import dev.interlock.engine.GuardedEngine;
import dev.interlock.engine.access.Asker;
import dev.interlock.engine.access.NameScope;
import dev.interlock.engine.execute.WorkLook;
import dev.interlock.engine.journal.LabelMatch;
import dev.interlock.engine.journal.WorkFilter;
import dev.interlock.engine.journal.WorkRecord;
import dev.interlock.engine.work.JobState;
import dev.interlock.engine.work.WorkId;
import dev.interlock.plugin.Violation;
import dev.interlock.server.call.Answer;
import dev.interlock.server.call.Call;
import dev.interlock.server.call.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// List and GetJobs of `interlock.v1.WorkService`: what is shown a page at a time.
public final class PagesEndpoint {
  private static final int PAGE_SIZE_MAX = 500;
  private static final int WORKS_DEFAULT = 50;
  private static final int LABELS_MAX = 8;
  private static final Pattern JOB_TOKEN = Pattern.compile("\\d{1,9}");

  private final GuardedEngine engine;

  public PagesEndpoint(GuardedEngine engine) {
    this.engine = engine;
  }

  public List<Call<?, ?>> calls() {
    return List.of(
        new Call<>(WorkServiceGrpc.getListMethod(), this::list),
        new Call<>(WorkServiceGrpc.getGetJobsMethod(), this::jobs));
  }

  private Answer<ListResp> list(ListReq message, Asker asker) {
    var problems = new ArrayList<Violation>(0);
    Fields.known(message, "", problems);
    int size = Fields.pageSize(message.getPageSize(), PAGE_SIZE_MAX, WORKS_DEFAULT, problems);
    var filter = filter(message, problems);
    var token = message.getPageToken();
    var after = WorkId.parse(token);
    if (!token.isEmpty() && after.isEmpty()) {
      problems.add(Fields.notAToken());
    }
    if (!problems.isEmpty()) {
      return Answer.no(Refusal.violated(problems));
    }
    var works = engine.list(filter, after, size + 1, asker);
    var response = ListResp.newBuilder();
    works.stream().limit(size).forEach(work -> response.addWorks(summary(work)));
    if (works.size() > size) {
      response.setNextPageToken(works.get(size - 1).id().toString());
    }
    return Answer.ok(response.build());
  }

  private static WorkFilter filter(ListReq message, List<Violation> problems) {
    var states = States.works(message.getStatesList(), problems);
    var from =
        message.hasCreatedFrom()
            ? Fields.time(message.getCreatedFrom(), "created_from", problems)
            : Long.MIN_VALUE;
    var until =
        message.hasCreatedUntil()
            ? Fields.time(message.getCreatedUntil(), "created_until", problems)
            : Long.MAX_VALUE;
    var idStart = message.getIdPrefix().toLowerCase(Locale.ROOT);
    if (!WorkId.isStart(idStart)) {
      problems.add(
          new Violation(
              "id_prefix", "is not how the id of a work begins: hexadecimal digits and -"));
    }
    return new WorkFilter(
        message.getName(),
        states,
        message.getSubmittedBy(),
        new WorkFilter.Span(from, until),
        idStart,
        labels(message.getLabelsList(), problems),
        NameScope.ALL);
  }

  private static List<LabelMatch> labels(List<String> texts, List<Violation> problems) {
    if (texts.size() > LABELS_MAX) {
      problems.add(
          new Violation(
              "labels", "are %d; at most %d at once".formatted(texts.size(), LABELS_MAX)));
      return List.of();
    }
    var labels = new ArrayList<LabelMatch>();
    for (int at = 0; at < texts.size(); at++) {
      var path = "labels[" + at + "]";
      LabelMatch.parse(texts.get(at))
          .ifPresentOrElse(
              labels::add,
              () ->
                  problems.add(
                      new Violation(
                          path,
                          "is no label; write it as team=storage, or as team for any value. A key is "
                              + LabelMatch.KEY_RULE)));
    }
    return labels;
  }

  private static WorkSummary summary(WorkRecord work) {
    var origin = work.origin();
    var now = work.summary();
    var summary =
        WorkSummary.newBuilder()
            .setId(work.id().toString())
            .setName(origin.name())
            .setDesc(origin.desc())
            .setState(States.of(now.state()))
            .setReason(now.reasonOrWait())
            .setHadErrors(now.hadErrors())
            .setWasEsStopped(now.wasEsStopped())
            .setJobs(origin.jobs())
            .setSubmittedBy(origin.submittedBy())
            .setCreated(Times.of(origin.created()))
            .setCopiedFrom(origin.submission().copiedFrom())
            .putAllLabels(new TreeMap<>(origin.labels()));
    if (now.counts().areKnown()) {
      summary.setCounts(StatusTranslation.counts(now.counts(), origin.jobs()));
    }
    now.times().started().ifPresent(at -> summary.setStarted(Times.of(at)));
    now.times().ended().ifPresent(at -> summary.setEnded(Times.of(at)));
    return summary.build();
  }

  private Answer<GetJobsResp> jobs(GetJobsReq message, Asker asker) throws InterruptedException {
    var problems = new ArrayList<Violation>(0);
    Fields.known(message, "", problems);
    int size = Fields.pageSize(message.getPageSize(), PAGE_SIZE_MAX, PAGE_SIZE_MAX, problems);
    var states = States.jobs(message.getStatesList(), problems);
    var token = message.getPageToken();
    if (!token.isEmpty() && !JOB_TOKEN.matcher(token).matches()) {
      problems.add(Fields.notAToken());
    }
    var id = Fields.id(message.getId(), problems);
    if (!problems.isEmpty() || id.isEmpty()) {
      return Answer.no(Refusal.violated(problems));
    }
    int from = token.isEmpty() ? 0 : Integer.parseInt(token);
    var page = new JobPage(from, size, states, block(message), message.getJob());
    return engine
        .look(id.get(), page::of, asker)
        .orElseGet(() -> Optional.of(Answer.no(Refusal.noSuchWork(message.getId()))))
        .orElseGet(() ->
            Answer.no(
                message.getJob().isEmpty()
                    ? Refusal.violated("block", "is none of this work; they count from 0")
                    : Refusal.violated(
                        "job", "is none of this work; write it as blocks[2].jobs[7]")));
  }

  private static int block(GetJobsReq message) {
    return message.hasBlock() ? message.getBlock() : JobPage.EVERY_BLOCK;
  }

  /// Which jobs of a work a page shows.
  ///
  /// @param from the number of the first job that it may show
  /// @param block only jobs of this block, or [#EVERY_BLOCK]
  /// @param job only this one, by its place; empty for all
  private record JobPage(int from, int size, Set<JobState> states, int block, String job) {
    static final int EVERY_BLOCK = -1;

    /// @return empty when the work has no such block, or no such job
    Optional<Answer<GetJobsResp>> of(WorkLook look) {
      var machine = look.machine();
      int first = 0;
      int end = machine.jobCount();
      if (block != EVERY_BLOCK) {
        if (block < 0 || block >= machine.request().blocks().size()) {
          return Optional.empty();
        }
        var view = machine.block(block);
        first = view.firstJob();
        end = first + view.block().jobCount();
      }
      if (!job.isEmpty()) {
        var only = machine.find(job);
        if (only.isEmpty()) {
          return Optional.empty();
        }
        first = Math.max(first, only.getAsInt());
        end = Math.min(end, only.getAsInt() + 1);
      }
      var translation = StatusTranslation.of(look);
      var response = GetJobsResp.newBuilder().setSeq(look.record().seq());
      for (int number = Math.max(first, from); number < end; number++) {
        if (states.contains(machine.jobState(number))) {
          if (response.getJobsCount() == size) {
            response.setNextPageToken(Integer.toString(number));
            break;
          }
          response.addJobs(translation.job(number));
        }
      }
      return Optional.of(Answer.ok(response.build()));
    }
  }
}
