package dev.interlock.server.endpoint;

import dev.interlock.api.v1.GetVerbsResp;
import dev.interlock.api.v1.JobStatus;
import dev.interlock.api.v1.Verb;
import dev.interlock.api.v1.VerbOption;
import dev.interlock.engine.execute.WorkLook;
import dev.interlock.engine.work.Verb.Kind;
import dev.interlock.engine.work.WorkMachine;
import java.util.List;

/// Verbs, and what would come of them, as messages.
final class VerbTranslation {
  private static final List<Kind> ABOUT_JOBS = List.of(Kind.SKIP_JOB, Kind.RESOLVE_JOB);

  private VerbTranslation() {}

  /// What each verb would do.
  static GetVerbsResp options(WorkLook look) {
    var response = GetVerbsResp.newBuilder().setSeq(look.record().seq());
    for (var option : look.machine().options(look.at())) {
      var message = VerbOption.newBuilder().setVerb(of(option.verb()));
      switch (option) {
        case dev.interlock.engine.work.VerbOption.May(_, var effect) ->
            message.setAllowed(true).setEffect(effect);
        case dev.interlock.engine.work.VerbOption.MayNot(_, var refused) ->
            message.setRefusalReason(refused.why().name()).setRefusal(refused.detail());
      }
      response.addVerbs(message);
    }
    return response.build();
  }

  /// Adds which verbs may be about a job now.
  static void addTo(JobStatus.Builder status, WorkMachine machine, int job) {
    for (var verb : ABOUT_JOBS) {
      if (machine.mayBeAbout(verb, job)) {
        status.addVerbs(of(verb));
      }
    }
  }

  private static Verb of(Kind verb) {
    return switch (verb) {
      case PAUSE -> Verb.VERB_PAUSE;
      case RESUME -> Verb.VERB_RESUME;
      case STOP -> Verb.VERB_STOP;
      case CANCEL -> Verb.VERB_CANCEL;
      case KILL -> Verb.VERB_KILL;
      case SKIP_JOB -> Verb.VERB_SKIP_JOB;
      case RESOLVE_JOB -> Verb.VERB_RESOLVE_JOB;
      case SET_LIMIT -> Verb.VERB_SET_LIMIT;
      case APPROVE -> Verb.VERB_APPROVE;
      case DENY -> Verb.VERB_DENY;
      case RETRY_FAILED -> Verb.VERB_RETRY_FAILED;
      case CLONE -> Verb.VERB_CLONE;
    };
  }
}
