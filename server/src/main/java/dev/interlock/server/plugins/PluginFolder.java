package dev.interlock.server.plugins;

import dev.interlock.plugin.JobType;
import dev.interlock.plugin.Policy;
import dev.interlock.plugin.SecretProvider;
import dev.interlock.server.plugins.Plugins.Found;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The plug-ins on the class path and in a folder. In the folder a plug-in is a jar, or a folder of
/// jars when it brings libraries; each has a class loader of its own, so two plug-ins may use two
/// versions of a library.
public final class PluginFolder implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(PluginFolder.class);

  private final List<Found<JobType>> jobTypes = new ArrayList<>();
  private final List<Found<Policy<?>>> policies = new ArrayList<>();
  private final List<Found<SecretProvider>> secrets = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private final List<URLClassLoader> loaders = new ArrayList<>();

  private PluginFolder() {}

  /// Looks on the class path and in `folder`, which need not exist.
  public static PluginFolder open(Path folder) {
    var found = new PluginFolder();
    found.loadFrom(PluginFolder.class.getClassLoader());
    if (Files.isDirectory(folder)) {
      for (var plugin : sorted(folder)) {
        found.loadFrom(plugin);
      }
    }
    return found;
  }

  /// Registers what was found.
  ///
  /// @throws BadPlugin when it cannot be used
  public Plugins register(Map<String, Map<String, String>> jobSettings, Set<String> tokenBuckets) {
    if (!problems.isEmpty()) {
      throw new BadPlugin(problems);
    }
    var plugins = Plugins.of(jobTypes, policies, secrets, jobSettings, tokenBuckets);
    for (var type : plugins.jobTypes().all()) {
      logRegistered("job type", type.spec().name(), type.origin());
    }
    plugins.policies().forEach((name, policy) -> logRegistered("policy", name, policy.origin()));
    return plugins;
  }

  private static void logRegistered(String what, String name, String origin) {
    log.atInfo().addKeyValue("name", name).addKeyValue("origin", origin).log("registered {}", what);
  }

  @Override
  public void close() {
    for (var loader : loaders) {
      try {
        loader.close();
      } catch (IOException unimportant) {
        // the process ends; nobody reads the jar any more
      }
    }
  }

  private void loadFrom(Path plugin) {
    var jars =
        Files.isDirectory(plugin)
            ? sorted(plugin).stream().filter(PluginFolder::isJar).toList()
            : Stream.of(plugin).filter(PluginFolder::isJar).toList();
    if (jars.isEmpty()) {
      return;
    }
    var urls = jars.stream().map(PluginFolder::url).toArray(URL[]::new);
    var loader = new URLClassLoader(urls, PluginFolder.class.getClassLoader());
    loaders.add(loader);
    for (var seam : List.of(JobType.class, Policy.class, SecretProvider.class)) {
      refuseShadowed(seam, loader);
    }
    loadFrom(loader);
  }

  /// A class that is on the class path too is taken from there, and the jar's own is never seen.
  private void refuseShadowed(Class<?> seam, URLClassLoader loader) {
    try {
      for (var file :
          Collections.list(loader.findResources("META-INF/services/" + seam.getName()))) {
        try (var in = file.openStream()) {
          for (var line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
            refuseShadowed(line.replaceAll("#.*", "").strip(), file, loader);
          }
        }
      }
    } catch (IOException unreadable) {
      problems.add("cannot read a plug-in of %s: %s".formatted(describe(loader), unreadable));
    }
  }

  private void refuseShadowed(String className, URL file, URLClassLoader loader) {
    if (className.isEmpty()) {
      return;
    }
    try {
      var type = Class.forName(className, false, loader);
      if (!loader.equals(type.getClassLoader())) {
        problems.add(
            "class %s is in two places, %s and %s; remove one of the two"
                .formatted(className, origin(type), file.getPath().replaceAll("!.*", "")));
      }
    } catch (ClassNotFoundException _) {
      // the service loader says so, with more words
    }
  }

  private void loadFrom(ClassLoader loader) {
    load(ServiceLoader.load(JobType.class, loader), loader, this::add);
    load(ServiceLoader.load(Policy.class, loader), loader, this::add);
    load(ServiceLoader.load(SecretProvider.class, loader), loader, this::add);
  }

  private void add(JobType type) {
    Objects.requireNonNull(type.spec(), () -> type.getClass().getName() + " has no spec");
    jobTypes.add(new Found<>(type, origin(type.getClass())));
  }

  private void add(Policy<?> policy) {
    Objects.requireNonNull(policy.name(), () -> policy.getClass().getName() + " has no name");
    policies.add(new Found<>(policy, origin(policy.getClass())));
  }

  /// Has a secret provider registered that needs more than a constructor without parameters, or
  /// that was found.
  public void add(SecretProvider provider) {
    Objects.requireNonNull(provider.name(), () -> provider.getClass().getName() + " has no name");
    secrets.add(new Found<>(provider, origin(provider.getClass())));
  }

  /// A loader also shows what its parent has, which was added before.
  private <T> void load(ServiceLoader<T> services, ClassLoader loader, Consumer<T> add) {
    var providers = services.iterator();
    while (true) {
      try {
        if (!providers.hasNext()) {
          return;
        }
        var provider = providers.next();
        if (loader.equals(provider.getClass().getClassLoader())) {
          add.accept(provider);
        }
      } catch (ServiceConfigurationError | RuntimeException | LinkageError broken) {
        problems.add(
            "a plug-in of %s cannot be used: %s; replace it or remove it"
                .formatted(describe(loader), broken.getMessage()));
        return;
      }
    }
  }

  private static String describe(ClassLoader loader) {
    return loader instanceof URLClassLoader of
        ? List.of(of.getURLs()).toString()
        : "the class path";
  }

  private static String origin(Class<?> type) {
    var source = type.getProtectionDomain().getCodeSource();
    return source == null ? "the class path" : Path.of(source.getLocation().getPath()).toString();
  }

  private static boolean isJar(Path path) {
    return path.toString().endsWith(".jar");
  }

  private static List<Path> sorted(Path folder) {
    try (var files = Files.list(folder)) {
      return files.sorted().toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException("cannot read the plug-in folder " + folder, unreadable);
    }
  }

  private static URL url(Path jar) {
    try {
      return jar.toUri().toURL();
    } catch (MalformedURLException impossible) {
      throw new IllegalStateException("bug: a file has no URL: " + jar, impossible);
    }
  }
}
