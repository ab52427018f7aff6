package dev.interlock.server.files;

import dev.interlock.plugin.Violation;
import dev.interlock.server.json.Json;
import dev.interlock.server.settings.Nearest;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Binds JSON to a record strictly, as [dev.interlock.plugin.Policy] promises: a component
/// `allowedJobs` is written `AllowedJobs`, an unknown or missing key is a problem. Notes every
/// problem, each with its path.
public final class RecordBinding {
  private final List<Violation> problems = new ArrayList<>();

  private RecordBinding() {}

  static <S extends Record> Bound<S> bind(Class<S> type, Json json) {
    var binding = new RecordBinding();
    var value = binding.bindRecord(type, json, "");
    return value == null || !binding.problems.isEmpty()
        ? new Bound.Bad<>(binding.problems)
        : new Bound.Good<>(type.cast(value));
  }

  /// The names of the components as they are written.
  public static List<String> keys(Class<?> type) {
    return Arrays.stream(type.getRecordComponents()).map(RecordBinding::key).toList();
  }

  /// How a component is written.
  static String key(RecordComponent component) {
    var name = component.getName();
    return Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }

  private @Nullable Object bindRecord(Class<?> type, Json json, String path) {
    if (!(json instanceof Json.Obj(var fields))) {
      return mismatch(path, "an object", json);
    }
    var keys = keys(type);
    for (var field : fields.keySet()) {
      if (!keys.contains(field)) {
        problem(
            below(path, field),
            "is unknown%s; there %s"
                .formatted(
                    Nearest.hint(field, keys),
                    keys.isEmpty() ? "are no settings" : "is " + String.join(", ", keys)));
      }
    }
    var components = type.getRecordComponents();
    var values = new @Nullable Object[components.length];
    int before = problems.size();
    for (int i = 0; i < components.length; i++) {
      var place = below(path, key(components[i]));
      var given = fields.get(key(components[i]));
      values[i] =
          given == null
              ? missing(components[i].getType(), place)
              : bindValue(components[i].getGenericType(), given, place);
    }
    return problems.size() > before ? null : make(type, components, values, path);
  }

  private @Nullable Object missing(Class<?> type, String path) {
    if (type == boolean.class) {
      return false;
    }
    if (type == Optional.class) {
      return Optional.empty();
    }
    return problem(path, "is missing");
  }

  private @Nullable Object bindValue(Type type, Json json, String path) {
    if (type instanceof ParameterizedType of) {
      return bindContainer((Class<?>) of.getRawType(), of.getActualTypeArguments(), json, path);
    }
    if (type == String.class) {
      return json instanceof Json.Text(var text) ? text : mismatch(path, "a string", json);
    }
    if (type == boolean.class || type == Boolean.class) {
      return json instanceof Json.Bool(var flag) ? flag : mismatch(path, "true or false", json);
    }
    if (type == int.class || type == Integer.class) {
      var number = whole(json, Integer.MIN_VALUE, Integer.MAX_VALUE);
      return number.isPresent()
          ? (Object) number.get().intValue()
          : mismatch(path, "a whole number", json);
    }
    if (type == long.class || type == Long.class) {
      var number = whole(json, Long.MIN_VALUE, Long.MAX_VALUE);
      return number.isPresent() ? (Object) number.get() : mismatch(path, "a whole number", json);
    }
    if (type instanceof Class<?> nested && nested.isRecord()) {
      return bindRecord(nested, json, path);
    }
    return problem(
        path, "has the type %s, which settings cannot have; mend the policy".formatted(type));
  }

  private @Nullable Object bindContainer(Class<?> raw, Type[] of, Json json, String path) {
    if (raw == Optional.class) {
      return Optional.ofNullable(bindValue(of[0], json, path));
    }
    if (raw == List.class || raw.getName().equals("java.util.Set")) {
      return bindItems(raw, of[0], json, path);
    }
    if (raw == java.util.Map.class && of[0] == String.class) {
      return bindMap(of[1], json, path);
    }
    return problem(
        path, "has the type %s, which settings cannot have; mend the policy".formatted(raw));
  }

  private @Nullable Object bindItems(Class<?> raw, Type of, Json json, String path) {
    if (!(json instanceof Json.Arr(var items))) {
      return mismatch(path, "an array", json);
    }
    var values = new ArrayList<Object>();
    for (int i = 0; i < items.size(); i++) {
      var place = "%s[%d]".formatted(path, i);
      var value = bindValue(of, items.get(i), place);
      if (value != null && values.contains(value)) {
        problem(place, "is there twice");
      } else if (value != null) {
        values.add(value);
      }
    }
    return raw == List.class ? List.copyOf(values) : new LinkedHashSet<>(values);
  }

  private @Nullable Object bindMap(Type of, Json json, String path) {
    if (!(json instanceof Json.Obj(var fields))) {
      return mismatch(path, "an object", json);
    }
    var values = new LinkedHashMap<String, Object>();
    fields.forEach((name, item) -> {
      var value = bindValue(of, item, below(path, name));
      if (value != null) {
        values.put(name, value);
      }
    });
    return values;
  }

  private @Nullable Object make(
      Class<?> type, RecordComponent[] components, @Nullable Object[] values, String path) {
    try {
      var types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      var constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true); // the record may be private to its policy
      return constructor.newInstance(values);
    } catch (InvocationTargetException thrown) {
      var cause = thrown.getCause();
      return problem(
          path, cause == null ? "does not fit together" : String.valueOf(cause.getMessage()));
    } catch (ReflectiveOperationException unusable) {
      return problem(path, "cannot be made: " + unusable.getMessage());
    }
  }

  private static Optional<Long> whole(Json json, long min, long max) {
    if (json instanceof Json.Num(var digits)) {
      try {
        long value = Long.parseLong(digits);
        return value >= min && value <= max ? Optional.of(value) : Optional.empty();
      } catch (NumberFormatException _) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private @Nullable Object mismatch(String path, String wanted, Json json) {
    return problem(path, "must be %s and is %s".formatted(wanted, json.kind()));
  }

  /// Notes it. Returns null so that callers can return what is then missing.
  private @Nullable Object problem(String path, String message) {
    problems.add(new Violation(path, message));
    return null;
  }

  private static String below(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
