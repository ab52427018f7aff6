package dev.interlock.server.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodInvocationTree;
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
import java.util.function.Predicate;
import java.util.regex.Pattern;
import javax.lang.model.element.Modifier;
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
  private static final Pattern TO_DO = Pattern.compile("\\b(TODO|FIXME|XXX)\\b(?!.*#\\d+)");

  private static final List<Path> SOURCES = Repository.files(".java");
  private static final List<String> TOO_LONG_METHODS = new ArrayList<>();
  private static final List<String> TOO_MANY_PARAMETERS = new ArrayList<>();
  private static final List<String> BANNED_NAMES = new ArrayList<>();
  private static final List<String> WITHOUT_WORDS = new ArrayList<>();
  private static final List<String> NO_SENTENCES = new ArrayList<>();
  private static final List<String> SLEEPS = new ArrayList<>();
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
  void never_sleeps_in_a_test() {
    assertThat(SLEEPS).isEmpty();
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
  void uses_no_mocks_and_waits_for_no_wall_clock() {
    var banned = Pattern.compile("org\\.mockito|EasyMock|TimeUnit\\.[A-Z]+\\.sleep");

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
      return super.visitClass(type, null);
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
      if (has(method, "Disabled") || has(method, "DisabledIf")) {
        SKIPPED.add(at(method, name));
      }
      return super.visitMethod(method, null);
    }

    @Override
    public Void visitVariable(VariableTree variable, Void nothing) {
      var parent = getCurrentPath().getParentPath().getLeaf();
      var flags = variable.getModifiers().getFlags();
      boolean isField = parent instanceof ClassTree type && type.getKind() != Tree.Kind.INTERFACE;
      boolean isStatic = flags.contains(Modifier.STATIC) && !flags.contains(Modifier.FINAL);
      // tests share what a class of tests starts once
      if (isField && isStatic && !Repository.isTest(file)) {
        MUTABLE_STATICS.add(at(variable, variable.getName().toString()));
      }
      return super.visitVariable(variable, null);
    }

    @Override
    public Void visitMethodInvocation(MethodInvocationTree call, Void nothing) {
      if (Repository.isTest(file) && call.getMethodSelect().toString().equals("Thread.sleep")) {
        SLEEPS.add(at(call, "Thread.sleep"));
      }
      return super.visitMethodInvocation(call, null);
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
