package dev.interlock.server.house;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.interlock.engine.Engine;
import dev.interlock.engine.journal.WorkStore;
import java.util.List;
import java.util.ServiceLoader;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Who may know whom, over the classes of all modules that are built before the server; bench,
/// which is built on it, has a test of its own.
class ArchitectureTest {
  /// What time it is, by the machine. How long something took (`nanoTime`) is another question.
  private static final Pattern WALL_CLOCK =
      Pattern.compile(
          "java\\.time\\.(\\w+\\.)*\\w+\\.now\\("
              + "|java\\.time\\.(Clock|InstantSource)\\.(system|tick)"
              + "|java\\.lang\\.System\\.currentTimeMillis"
              + "|java\\.util\\.Date\\.<init>\\(\\)"
              + "|java\\.util\\.Calendar\\.getInstance");

  private static final Pattern WAIT =
      Pattern.compile(
          "java\\.lang\\.Thread\\.(sleep|onSpinWait)"
              + "|java\\.util\\.concurrent\\.TimeUnit\\.sleep"
              + "|java\\.util\\.concurrent\\.locks\\.LockSupport\\.park(Nanos|Until)");

  private static final Pattern CHANCE =
      Pattern.compile("java\\.lang\\.Math\\.random|java\\.util\\.UUID\\.randomUUID");

  private static final List<String> PLACES_OF_THE_SYSTEM_CLOCK =
      List.of(
          "dev.interlock.server.SystemClock",
          "dev.interlock.cli.Console",
          "dev.interlock.examples.diskerase.client.Console");

  private static JavaClasses classes;

  @BeforeAll
  static void readClasses() {
    classes =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("test-classes"))
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("dev.interlock");
  }

  @Test
  void sees_the_classes_of_all_modules() {
    for (var module :
        List.of("plugin", "engine", "store", "builtin", "server", "client", "cli", "examples")) {
      assertThat(classes)
          .as(module)
          .anyMatch(type -> type.getPackageName().startsWith("dev.interlock." + module));
    }
  }

  @Test
  void has_no_circles_of_packages() {
    slices()
        .matching("dev.interlock.(**)")
        .should()
        .beFreeOfCycles()
        .check(classes.that(not(resideInAnyPackage("dev.interlock.api..", "..store.proto.."))));
  }

  @Test
  void keeps_technology_out_of_the_engine() {
    noClasses()
        .that()
        .resideInAPackage("dev.interlock.engine..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.sql..",
            "javax.sql..",
            "java.net..",
            "java.nio.channels..",
            "java.nio.file..",
            "io.grpc..",
            "com.google.protobuf..",
            "com.linecorp..",
            "com.fasterxml..",
            "dev.interlock.api..",
            "dev.interlock.store..",
            "dev.interlock.server..")
        .orShould()
        .dependOnClassesThat()
        .haveNameMatching("java\\.io\\.(File|RandomAccessFile|Console).*")
        .check(classes);
  }

  @Test
  void lets_calls_reach_the_engine_by_its_guard_only() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "dev.interlock.server.endpoint..",
            "dev.interlock.server.call..",
            "dev.interlock.server.grpc..",
            "dev.interlock.server.rest..")
        .should()
        .dependOnClassesThat()
        .areAssignableTo(Engine.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(WorkStore.class)
        .check(classes);
  }

  @Test
  void gives_the_engine_its_time_and_its_chance() {
    noClasses()
        .that()
        .resideInAPackage("dev.interlock.engine..")
        .should()
        .accessTargetWhere(
            isOneOf(WALL_CLOCK, Pattern.compile("java\\.lang\\.System\\.nanoTime"), WAIT, CHANCE))
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(RandomGenerator.class)
        .orShould()
        .dependOnClassesThat()
        .resideInAnyPackage("java.util.random..")
        .check(classes);
  }

  @Test
  void takes_the_system_clock_in_one_place_of_each_program() {
    noClasses()
        .that(not(belongTo(PLACES_OF_THE_SYSTEM_CLOCK)))
        .should()
        .accessTargetWhere(isOneOf(WALL_CLOCK))
        .check(classes.that(not(resideInAPackage("dev.interlock.api.."))));
  }

  @Test
  void has_a_use_for_every_place_of_the_system_clock() {
    for (var place : PLACES_OF_THE_SYSTEM_CLOCK) {
      assertThat(classes.get(place).getAccessesFromSelf()).as(place).anyMatch(isOneOf(WALL_CLOCK));
    }
  }

  private static DescribedPredicate<JavaClass> belongTo(List<String> names) {
    return DescribedPredicate.describe(
        "belong to any of " + names,
        type -> names.stream().anyMatch(name -> (type.getName() + "$").startsWith(name + "$")));
  }

  /// Calls and method references alike, whatever their parameters.
  private static DescribedPredicate<JavaAccess<?>> isOneOf(Pattern... members) {
    return DescribedPredicate.describe(
        "is one of " + List.of(members),
        access ->
            Stream.of(members)
                .anyMatch(member -> member.matcher(access.getTarget().getFullName()).lookingAt()));
  }

  /// F66, F78, F83: nothing that a caller sends is read as an object, run as a script or started as
  /// a program.
  @Test
  void takes_nothing_from_callers_but_data() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "dev.interlock.engine..",
            "dev.interlock.store..",
            "dev.interlock.server..",
            "dev.interlock.plugin..",
            "dev.interlock.builtin..")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.io.ObjectInputStream")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.lang.ProcessBuilder")
        .orShould()
        .callMethod(Runtime.class, "exec", String.class)
        .orShould()
        .dependOnClassesThat()
        .resideInAnyPackage("javax.script..", "javax.el..", "jakarta.el..", "org.graalvm..")
        .check(classes);
  }

  @Test
  void finds_plug_ins_in_one_place() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.interlock.server.plugins")
        .should()
        .dependOnClassesThat()
        .areAssignableTo(ServiceLoader.class)
        .check(classes);
  }

  @Test
  void lets_plug_ins_see_only_the_seam() {
    noClasses()
        .that()
        .resideInAPackage("dev.interlock.builtin..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.interlock..")
                .and(not(resideInAnyPackage("dev.interlock.builtin..", "dev.interlock.plugin.."))))
        .check(classes);
    noClasses()
        .that()
        .resideInAPackage("dev.interlock.examples..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.interlock..")
                .and(
                    not(
                        resideInAnyPackage(
                            "dev.interlock.examples..",
                            "dev.interlock.plugin..",
                            "dev.interlock.client..",
                            "dev.interlock.api.."))))
        .check(classes);
  }

  @Test
  void points_arrows_one_way_between_modules() {
    noClasses()
        .that()
        .resideInAPackage("dev.interlock.plugin..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.interlock..")
                .and(not(resideInAPackage("dev.interlock.plugin.."))))
        .check(classes);
    noClasses()
        .that()
        .resideInAnyPackage("dev.interlock.store..", "dev.interlock.client..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.interlock.server..", "dev.interlock.builtin..")
        .check(classes);
    noClasses()
        .that()
        .resideInAPackage("dev.interlock.cli..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.interlock..")
                .and(
                    not(
                        resideInAnyPackage(
                            "dev.interlock.cli..",
                            "dev.interlock.client..",
                            "dev.interlock.plugin..",
                            "dev.interlock.api.."))))
        .check(classes);
  }

  @Test
  void keeps_messages_at_the_edge() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "dev.interlock.server.files..",
            "dev.interlock.server.plugins..",
            "dev.interlock.server.settings..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.interlock.api..", "io.grpc..", "com.linecorp..")
        .check(classes);
  }

  @Test
  void holds_no_state_in_threads() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .areAssignableTo(ThreadLocal.class)
        .check(classes.that(not(resideInAnyPackage("dev.interlock.api..", "..store.proto.."))));
  }
}
