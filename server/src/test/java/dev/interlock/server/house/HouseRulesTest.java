package dev.interlock.server.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.Name;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Sizes, names and words of the sources of all modules.
class HouseRulesTest {
  private static final int FILE_LINES_MAX = 400;

  /// A file of tests grows by cases that stand alone.
  private static final int TEST_FILE_LINES_MAX = 450;

  private static final int METHOD_LINES_MAX = 70;
  private static final int PARAMETERS_MAX = 7;
  private static final int WIRING_LINES_MAX = 200;
  private static final Pattern BANNED_NAME =
      Pattern.compile(".*(Util|Utils|Helper|Manager|Impl|Common|Base|Data|Info)$");
  private static final Pattern TEST_NAME = Pattern.compile("[a-z][a-z0-9]*(_[a-z0-9]+)+");

  /// What JUnit, AssertJ and older tools skip a test with, however it is imported or written.
  private static final Pattern SKIPS =
      Pattern.compile(
          "(Disabled|Enabled)(|(If|On|For|In|Until)[A-Z]\\w*|If)"
              + "|\\w*Assumptions|Assume|TestAbortedException|Ignore|ExecutionCondition");

  /// They name each test that is not run for want of a browser, or of a commit before this one.
  private static final Set<String> MAY_SKIP =
      Set.of(
          "e2e/src/test/java/dev/interlock/e2e/NeedsChromium.java",
          "e2e/src/test/java/dev/interlock/e2e/NeedsHistory.java");

  /// What waits for time instead of for what is to happen, and what tells the time, for a loop that
  /// reads it is such a wait too.
  private static final Pattern CLOCK_OR_SLEEP =
      Pattern.compile(
          "(.*\\.)?(Thread\\.(sleep|onSpinWait|yield)|LockSupport\\.park(Nanos|Until)"
              + "|System\\.(currentTimeMillis|nanoTime)|[A-Z]+\\.sleep"
              + "|(Instant|Clock|(Local|Zoned|Offset)\\w*|Year\\w*|MonthDay)\\.(now|system\\w*|tick\\w*)"
              + "|InstantSource\\.system)");

  /// The tests that have a reason to use one of them.
  private static final List<String> ALLOWED_CLOCK_OR_SLEEP =
      List.of(
          // when the kill came is compared with what the server says of that moment
          "e2e/src/test/java/dev/interlock/e2e/CrashIT.java Instant.now",
          // says how long it took
          "e2e/src/test/java/dev/interlock/e2e/ChaosRun.java System.nanoTime",
          "e2e/src/test/java/dev/interlock/e2e/CrashRun.java System.nanoTime",
          // both measure what they promise about real time, and wait for answers
          "client/src/test/java/dev/interlock/client/InterlockClientTest.java System.nanoTime",
          "e2e/src/test/java/dev/interlock/e2e/TryThisIT.java Instant.now",
          // is woken by what happens, and counts how long it did not
          "engine/src/test/java/dev/interlock/engine/time/ManualClock.java"
              + " System.currentTimeMillis");

  private static final Pattern TO_DO = Pattern.compile("\\b(TODO|FIXME|XXX)\\b(?!.*#\\d+)");

  private static final List<Path> SOURCES = Repository.files(".java");
  private static final List<String> TOO_LONG_METHODS = new ArrayList<>();
  private static final List<String> TOO_MANY_PARAMETERS = new ArrayList<>();
  private static final List<String> BANNED_NAMES = new ArrayList<>();
  private static final List<String> WITHOUT_WORDS = new ArrayList<>();
  private static final List<String> NO_SENTENCES = new ArrayList<>();
  private static final List<String> CLOCKS_AND_SLEEPS = new ArrayList<>();
  private static final Set<String> USED_ALLOWANCES = new TreeSet<>();
  private static final List<String> SKIPPED = new ArrayList<>();
  private static final List<String> MUTABLE_STATICS = new ArrayList<>();

  @BeforeAll
  static void readSources() throws IOException {
    var compiler = ToolProvider.getSystemJavaCompiler();
    try (var files = compiler.getStandardFileManager(null, null, null)) {
      var task =
          (JavacTask)
              compiler.getTask(
                  null, files, _ -> {}, null, null, files.getJavaFileObjectsFromPaths(SOURCES));
      var trees = Trees.instance(task);
      for (var unit : task.parse()) {
        var _ = new Rules(unit, trees).scan(unit, null);
      }
    }
  }

  @Test
  void sees_the_sources_of_all_modules() {
    assertThat(SOURCES)
        .extracting(Repository::name)
        .anyMatch(name -> name.startsWith("plugin/"))
        .anyMatch(name -> name.startsWith("engine/"))
        .anyMatch(name -> name.startsWith("store/"))
        .anyMatch(name -> name.startsWith("cli/"))
        .anyMatch(name -> name.startsWith("bench/"))
        .anyMatch(name -> name.startsWith("e2e/"))
        .anyMatch(name -> name.startsWith("examples/"));
  }

  @Test
  void keeps_files_short_enough_to_be_read() {
    assertThat(tooLong(file -> !Repository.isTest(file), FILE_LINES_MAX)).isEmpty();
    assertThat(tooLong(Repository::isTest, TEST_FILE_LINES_MAX)).isEmpty();
    assertThat(tooLong(file -> file.endsWith("Wiring.java"), WIRING_LINES_MAX)).isEmpty();
  }

  private static List<String> tooLong(Predicate<Path> which, int linesMax) {
    return SOURCES.stream()
        .filter(which)
        .filter(file -> Repository.text(file).lines().count() > linesMax)
        .map(Repository::name)
        .toList();
  }

  @Test
  void keeps_methods_short_enough_to_be_read() {
    assertThat(TOO_LONG_METHODS).isEmpty();
  }

  @Test
  void keeps_constructors_and_records_to_seven_parameters() {
    assertThat(TOO_MANY_PARAMETERS).isEmpty();
  }

  @Test
  void names_things_by_what_they_are() {
    assertThat(BANNED_NAMES).isEmpty();
  }

  @Test
  void says_what_every_public_type_is_for() {
    assertThat(WITHOUT_WORDS).isEmpty();
  }

  @Test
  void names_tests_as_sentences() {
    assertThat(NO_SENTENCES).isEmpty();
  }

  @Test
  void never_sleeps_or_watches_the_clock_in_a_test() {
    assertThat(CLOCKS_AND_SLEEPS).isEmpty();
    assertThat(USED_ALLOWANCES).containsExactlyInAnyOrderElementsOf(ALLOWED_CLOCK_OR_SLEEP);
  }

  @Test
  void skips_no_test() {
    assertThat(SKIPPED).isEmpty();
  }

  @Test
  void has_no_static_state_that_changes() {
    assertThat(MUTABLE_STATICS).isEmpty();
  }

  @Test
  void gives_every_plan_for_later_an_issue() {
    assertThat(with(TO_DO, file -> !file.endsWith("HouseRulesTest.java"))).isEmpty();
  }

  @Test
  void marks_every_package_and_says_what_lives_there() {
    var unmarked =
        SOURCES.stream()
            .map(Path::getParent)
            .distinct()
            .map(folder -> folder.resolve("package-info.java"))
            // the tests of a package share what is said of the package itself
            .map(file -> Path.of(file.toString().replace("/src/test/", "/src/main/")))
            .filter(file -> Files.exists(file.resolveSibling("")))
            .filter(file -> !Files.exists(file) || !Repository.text(file).contains("@NullMarked"))
            .map(Repository::name);

    assertThat(unmarked).isEmpty();
  }

  @Test
  void uses_no_mocks() {
    var banned = Pattern.compile("org\\.mockito|EasyMock");

    assertThat(with(banned, file -> !file.endsWith("HouseRulesTest.java"))).isEmpty();
  }

  private static List<String> with(Pattern words, Predicate<Path> where) {
    return SOURCES.stream()
        .filter(where)
        .filter(file -> words.matcher(Repository.text(file)).find())
        .map(Repository::name)
        .toList();
  }

  /// Walks one file.
  private static final class Rules extends TreePathScanner<Void, Void> {
    private final CompilationUnitTree unit;
    private final Trees trees;
    private final Path file;

    Rules(CompilationUnitTree unit, Trees trees) {
      this.unit = unit;
      this.trees = trees;
      this.file = Path.of(unit.getSourceFile().toUri());
    }

    @Override
    public Void visitClass(ClassTree type, Void nothing) {
      var name = type.getSimpleName().toString();
      if (BANNED_NAME.matcher(name).matches()) {
        BANNED_NAMES.add(at(type, name));
      }
      boolean isPublic = type.getModifiers().getFlags().contains(Modifier.PUBLIC);
      boolean isTop = getCurrentPath().getParentPath().getLeaf() instanceof CompilationUnitTree;
      if (isPublic && isTop && trees.getDocComment(getCurrentPath()) == null) {
        WITHOUT_WORDS.add(at(type, name));
      }
      if (type.getKind() == Tree.Kind.RECORD && components(type) > PARAMETERS_MAX) {
        TOO_MANY_PARAMETERS.add(at(type, name) + " has " + components(type));
      }
      return super.visitClass(type, null);
    }

    /// A record has no other fields than its components, unless they are static.
    private static long components(ClassTree type) {
      return type.getMembers().stream()
          .filter(member -> member instanceof VariableTree field && !isStatic(field))
          .count();
    }

    @Override
    public Void visitMethod(MethodTree method, Void nothing) {
      var name = method.getName().toString();
      var lines = unit.getLineMap();
      var positions = trees.getSourcePositions();
      long length =
          lines.getLineNumber(positions.getEndPosition(unit, method))
              - lines.getLineNumber(positions.getStartPosition(unit, method))
              + 1;
      if (length > METHOD_LINES_MAX) {
        TOO_LONG_METHODS.add(at(method, name) + " has " + length + " lines");
      }
      if (name.equals("<init>") && method.getParameters().size() > PARAMETERS_MAX) {
        TOO_MANY_PARAMETERS.add(at(method, name));
      }
      if (isTest(method) && !TEST_NAME.matcher(name).matches()) {
        NO_SENTENCES.add(at(method, name));
      }
      return super.visitMethod(method, null);
    }

    @Override
    public Void visitVariable(VariableTree variable, Void nothing) {
      var parent = getCurrentPath().getParentPath().getLeaf();
      boolean isField = parent instanceof ClassTree type && type.getKind() != Tree.Kind.INTERFACE;
      boolean isFinal = variable.getModifiers().getFlags().contains(Modifier.FINAL);
      // tests share what a class of tests starts once
      if (isField && isStatic(variable) && !isFinal && !Repository.isTest(file)) {
        MUTABLE_STATICS.add(at(variable, variable.getName().toString()));
      }
      return super.visitVariable(variable, null);
    }

    private static boolean isStatic(VariableTree variable) {
      return variable.getModifiers().getFlags().contains(Modifier.STATIC);
    }

    @Override
    public Void visitIdentifier(IdentifierTree name, Void nothing) {
      noteSkip(name, name.getName());
      return super.visitIdentifier(name, null);
    }

    @Override
    public Void visitMemberSelect(MemberSelectTree select, Void nothing) {
      noteSkip(select, select.getIdentifier());
      noteClockOrSleep(select, select.getExpression(), select.getIdentifier());
      return super.visitMemberSelect(select, null);
    }

    @Override
    public Void visitMemberReference(MemberReferenceTree reference, Void nothing) {
      noteClockOrSleep(reference, reference.getQualifierExpression(), reference.getName());
      return super.visitMemberReference(reference, null);
    }

    private void noteSkip(Tree tree, Name name) {
      boolean isForbidden = !MAY_SKIP.contains(Repository.name(file));
      if (isForbidden && Repository.isTest(file) && SKIPS.matcher(name).matches()) {
        SKIPPED.add(at(tree, name.toString()));
      }
    }

    private void noteClockOrSleep(Tree tree, Tree of, Name member) {
      var name = of + "." + member;
      // all of e2e is a test, its plug-in too
      boolean isTest = Repository.isTest(file) || Repository.name(file).startsWith("e2e/");
      if (!isTest || !CLOCK_OR_SLEEP.matcher(name).matches()) {
        return;
      }
      var use = Repository.name(file) + " " + name;
      if (ALLOWED_CLOCK_OR_SLEEP.contains(use)) {
        USED_ALLOWANCES.add(use);
      } else {
        CLOCKS_AND_SLEEPS.add(at(tree, name));
      }
    }

    private static boolean isTest(MethodTree method) {
      return has(method, "Test") || has(method, "ParameterizedTest") || has(method, "RepeatedTest");
    }

    private static boolean has(MethodTree method, String annotation) {
      return method.getModifiers().getAnnotations().stream()
          .anyMatch(found -> found.getAnnotationType().toString().equals(annotation));
    }

    private String at(Tree tree, String name) {
      long position = trees.getSourcePositions().getStartPosition(unit, tree);
      return "%s:%d %s"
          .formatted(Repository.name(file), unit.getLineMap().getLineNumber(position), name);
    }
  }
}
