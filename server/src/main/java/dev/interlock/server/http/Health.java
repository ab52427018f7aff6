package dev.interlock.server.http;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.healthcheck.SettableHealthChecker;
import dev.interlock.engine.policy.PolicySource;
import dev.interlock.engine.replica.Tenure;
import dev.interlock.engine.stop.EmergencyStop;
import dev.interlock.server.files.RightsFile;
import java.util.ArrayList;
import java.util.List;

/// Whether the server can be asked, and what of it is not as it should be. Any thread.
///
/// A bad policy file or an unreadable source of the emergency stop is a problem that is shown, not
/// a reason to send nobody here: the server still shows works and stops them. A server that shares
/// its database and does not reach it is of no use, while another may be. One that is being taken
/// out answers as ever, and says so for nobody to come who need not.
public final class Health {
  private final PolicySource policies;
  private final RightsFile rights;
  private final EmergencyStop stop;
  private final Tenure tenure;
  private final SettableHealthChecker serving = new SettableHealthChecker(false);

  public Health(PolicySource policies, RightsFile rights, EmergencyStop stop, Tenure tenure) {
    this.policies = policies;
    this.rights = rights;
    this.stop = stop;
    this.tenure = tenure;
  }

  /// Says from now on that whoever asks is answered.
  public void serving() {
    serving.setHealthy(true);
  }

  /// Says from now on that nobody should come any more.
  public void leaving() {
    serving.setHealthy(false);
  }

  SettableHealthChecker checker() {
    return serving;
  }

  /// Everything that is not as it should be.
  public List<String> problems() {
    var problems = new ArrayList<String>();
    if (policies.current() instanceof PolicySource.Reading.Broken(var problem)) {
      problems.add("policies: " + problem);
    }
    // whoever asks here is not known, and the file says who may do what
    rights.problem().ifPresent(_ -> problems.add("rights: the file is bad; the log says how"));
    for (var source : stop.sources()) {
      source
          .problem()
          .ifPresent(problem ->
              problems.add("emergency stop: the %s: %s".formatted(source.source(), problem)));
    }
    return problems;
  }

  HttpResponse live() {
    return HttpResponse.of(HttpStatus.OK, MediaType.PLAIN_TEXT_UTF_8, "live\n");
  }

  HttpResponse ready() {
    if (!serving.isHealthy()) {
      return HttpResponse.of(
          HttpStatus.SERVICE_UNAVAILABLE,
          MediaType.PLAIN_TEXT_UTF_8,
          "starting or shutting down\n");
    }
    var noLease = tenure.problem();
    if (noLease.isPresent()) {
      return HttpResponse.of(
          HttpStatus.SERVICE_UNAVAILABLE,
          MediaType.PLAIN_TEXT_UTF_8,
          "no lease: %s\n".formatted(noLease.get()));
    }
    if (tenure.isDraining()) {
      return HttpResponse.of(
          HttpStatus.SERVICE_UNAVAILABLE,
          MediaType.PLAIN_TEXT_UTF_8,
          "draining: this server is being taken out; ask another one\n");
    }
    var problems = problems();
    return HttpResponse.of(
        HttpStatus.OK,
        MediaType.PLAIN_TEXT_UTF_8,
        problems.isEmpty()
            ? "ready\n"
            : "ready, with problems:\n" + String.join("\n", problems) + "\n");
  }
}
