package dev.interlock.server.files;

import dev.interlock.engine.policy.Configured.SetBy;
import dev.interlock.engine.policy.Configured.Setting;
import dev.interlock.server.json.Json;
import dev.interlock.server.json.JsonWriter;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The settings of a policy as they are in force: what [RecordBinding] has bound, written back. So
/// it shows what the file leaves out too, and what the record made of what the file says.
///
/// The same settings always give the same text: what has no order of its own is sorted.
final class SettingValues {
  private SettingValues() {}

  /// Every setting, in the order of the record.
  ///
  /// @param given what the file says
  static List<Setting> of(Record settings, Json given) {
    return Arrays.stream(settings.getClass().getRecordComponents())
        .map(component -> {
          var key = RecordBinding.key(component);
          boolean isGiven = given instanceof Json.Obj(var fields) && fields.containsKey(key);
          return new Setting(
              key,
              JsonWriter.write(json(value(settings, component))),
              isGiven ? SetBy.FILE : SetBy.DEFAULT);
        })
        .toList();
  }

  private static Json json(@Nullable Object value) {
    return switch (value) {
      case null -> new Json.Null();
      case Optional<?> optional -> json(optional.orElse(null));
      case Boolean flag -> new Json.Bool(flag);
      case Integer number -> new Json.Num(number.toString());
      case Long number -> new Json.Num(number.toString());
      case Set<?> items -> new Json.Arr(sorted(items));
      case Collection<?> items -> new Json.Arr(items.stream().map(SettingValues::json).toList());
      case Map<?, ?> fields -> {
        var byName = new TreeMap<String, Json>();
        fields.forEach((name, each) -> byName.put(String.valueOf(name), json(each)));
        yield new Json.Obj(byName);
      }
      case Record fields -> {
        var byKey = new LinkedHashMap<String, Json>();
        for (var component : fields.getClass().getRecordComponents()) {
          byKey.put(RecordBinding.key(component), json(value(fields, component)));
        }
        yield new Json.Obj(byKey);
      }
      default -> new Json.Text(value.toString());
    };
  }

  private static List<Json> sorted(Set<?> items) {
    var byText = new TreeMap<String, Json>();
    items.stream()
        .map(SettingValues::json)
        .forEach(item -> byText.put(JsonWriter.write(item), item));
    return List.copyOf(byText.values());
  }

  private static @Nullable Object value(Record of, RecordComponent component) {
    try {
      var accessor = component.getAccessor();
      accessor.setAccessible(true); // the record may be private to its policy
      return accessor.invoke(of);
    } catch (ReflectiveOperationException unusable) {
      throw new IllegalStateException(
          "%s cannot be read".formatted(RecordBinding.key(component)), unusable);
    }
  }
}
