package dev.interlock.bench;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What the server's test of this name cannot see, for the benchmarks are built on the server.
class ArchitectureTest {
  private static JavaClasses classes;

  @BeforeAll
  static void readClasses() {
    classes =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.interlock");
  }

  @Test
  void sees_the_benchmarks_and_what_they_measure() {
    for (var module : List.of("bench", "server", "store", "client", "cli")) {
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

  /// They talk to a server as any client does; only what they measure by itself they see inside.
  @Test
  void measures_the_server_from_outside() {
    noClasses()
        .that()
        .resideInAPackage("dev.interlock.bench..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.interlock.server..", "dev.interlock.cli..")
        .check(classes);
  }
}
