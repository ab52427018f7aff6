package dev.interlock.examples.diskerase.client;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.interlock.api.v1.WorkReq;
import dev.interlock.plugin.Block;
import dev.interlock.plugin.Catalogue;
import dev.interlock.plugin.Job;
import dev.interlock.plugin.JobSpec;
import dev.interlock.plugin.JobType;
import dev.interlock.plugin.Policy;
import dev.interlock.plugin.Violation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;

/// The policies as configs/policies.json sets them, applied to requests as the client makes them.
final class SamplePolicies {
  static final Path CONFIGS = Path.of("../../configs");

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.UPPER_CAMEL_CASE)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  /// A policy with its settings.
  private record InForce<S extends Record>(Policy<S> policy, S settings) {
    static <S extends Record> InForce<S> of(Policy<S> policy, JsonNode settings) {
      return new InForce<>(policy, JSON.convertValue(settings, policy.settingsType()));
    }

    List<Violation> judge(dev.interlock.plugin.WorkReq request) {
      return policy.judge(request, settings);
    }

    List<Violation> lint(Catalogue catalogue) {
      return policy.lint(settings, catalogue);
    }
  }

  private final List<InForce<?>> inForce = new ArrayList<>();
  private final Map<String, JobSpec> specs = new HashMap<>();

  SamplePolicies() throws IOException {
    var policies = new HashMap<String, Policy<?>>();
    ServiceLoader.load(Policy.class).forEach(policy -> policies.put(policy.name(), policy));
    ServiceLoader.load(JobType.class).forEach(type -> specs.put(type.spec().name(), type.spec()));
    var entry = JSON.readTree(Files.readString(CONFIGS.resolve("policies.json")));
    if (!entry.path("Name").asText().equals(ErasePlan.WORK_NAME)) {
      throw new IllegalStateException("the sample's policies are not for " + ErasePlan.WORK_NAME);
    }
    for (var one : entry.path("Policies")) {
      var policy = Optional.ofNullable(policies.get(one.path("Name").asText())).orElseThrow();
      inForce.add(InForce.of(policy, one.path("Settings")));
    }
  }

  /// What the service refuses the request for: arguments first, then the policies.
  List<Violation> judge(WorkReq request) {
    var value = valueOf(request);
    var violations = new ArrayList<Violation>();
    for (int block = 0; block < value.blocks().size(); block++) {
      var jobs = value.blocks().get(block).jobs();
      for (int at = 0; at < jobs.size(); at++) {
        var path = "blocks[%d].jobs[%d].args".formatted(block, at);
        var job = jobs.get(at);
        find(job.name()).ifPresent(spec -> violations.addAll(spec.check(path, job.args())));
      }
    }
    violations.addAll(judgeByPolicies(request));
    return violations;
  }

  List<Violation> judgeByPolicies(WorkReq request) {
    return inForce.stream().flatMap(one -> one.judge(valueOf(request)).stream()).toList();
  }

  List<Violation> lint() {
    return inForce.stream().flatMap(one -> one.lint(this::find).stream()).toList();
  }

  private Optional<JobSpec> find(String name) {
    return Optional.ofNullable(specs.get(name));
  }

  private static dev.interlock.plugin.WorkReq valueOf(WorkReq request) {
    var blocks = new ArrayList<Block>();
    for (var block : request.getBlocksList()) {
      var jobs =
          block.getJobsList().stream()
              .map(job -> new Job(job.getName(), job.getDesc(), job.getArgsMap()))
              .toList();
      blocks.add(
          new Block(
              block.getDesc(),
              Math.max(1, block.getRateLimit()),
              block.getToleratedFailures(),
              jobs));
    }
    return new dev.interlock.plugin.WorkReq(request.getName(), request.getDesc(), blocks);
  }
}
