package dev.interlock.server.house;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.interlock.server.SystemClock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Who may know whom, over the classes of all modules that the server has on its class path.
class ArchitectureTest {
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
        List.of("plugin", "engine", "store", "builtin", "server", "client", "examples")) {
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
            "java.nio.file..",
            "io.grpc..",
            "com.google.protobuf..",
            "com.linecorp..",
            "com.fasterxml..",
            "dev.interlock.api..",
            "dev.interlock.store..",
            "dev.interlock.server..")
        .check(classes);
  }

  @Test
  void gives_the_engine_its_time_and_its_chance() {
    noClasses()
        .that()
        .resideInAPackage("dev.interlock.engine..")
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(UUID.class, "randomUUID")
        .orShould()
        .callMethod(Thread.class, "sleep", Duration.class)
        .orShould()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Random.class)
        .orShould()
        .dependOnClassesThat()
        .resideInAnyPackage("java.util.random..")
        .check(classes);
  }

  @Test
  void takes_the_system_clock_in_one_place() {
    noClasses()
        .that()
        .doNotBelongToAnyOf(SystemClock.class)
        .should()
        .callMethod(InstantSource.class, "system")
        .orShould()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(LocalDateTime.class, "now")
        .orShould()
        .callMethod(Clock.class, "systemUTC")
        .orShould()
        .callMethod(Clock.class, "systemDefaultZone")
        .check(classes.that(resideInAnyPackage("dev.interlock.server..", "dev.interlock.store..")));
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
