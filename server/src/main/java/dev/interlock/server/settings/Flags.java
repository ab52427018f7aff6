package dev.interlock.server.settings;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The command line: `--key value` or `--key=value`, in any order.
///
/// @param given the settings in it
/// @param wish whether it asks for something else than a server
record Flags(List<Given> given, Wish wish, List<String> problems) {

  /// What the caller wants instead of a server.
  enum Wish {
    NONE,
    HELP,
    VERSION,
    SELF_TEST
  }

  static Flags read(List<String> args, Path folder) {
    var given = new ArrayList<Given>();
    var problems = new ArrayList<String>();
    var wish = Wish.NONE;
    for (int i = 0; i < args.size(); i++) {
      var arg = args.get(i);
      if (arg.equals("--help") || arg.equals("-h")) {
        wish = Wish.HELP;
      } else if (arg.equals("--version")) {
        wish = Wish.VERSION;
      } else if (arg.equals("--self-test")) {
        wish = Wish.SELF_TEST;
      } else if (!arg.startsWith("--")) {
        problems.add("\"%s\" is not a flag; write settings as --key value".formatted(arg));
      } else if (arg.contains("=")) {
        int sign = arg.indexOf('=');
        given.add(given(arg.substring(2, sign), arg.substring(sign + 1), folder));
      } else if (isSwitch(arg) && (i + 1 == args.size() || args.get(i + 1).startsWith("--"))) {
        given.add(given(arg.substring(2), "true", folder));
      } else if (i + 1 == args.size()) {
        problems.add("flag %s needs a value".formatted(arg));
      } else {
        given.add(given(arg.substring(2), args.get(++i), folder));
      }
    }
    return new Flags(given, wish, problems);
  }

  /// A flag that may stand alone and then means true.
  private static boolean isSwitch(String arg) {
    return SettingTable.ALL.stream()
        .anyMatch(
            setting -> setting.kind() instanceof Kind.Flag && arg.equals("--" + setting.key()));
  }

  private static Given given(String key, String text, Path folder) {
    return new Given(key, text, "flag --" + key, new Given.Origin("the command line", folder));
  }
}
