package dev.interlock.server.settings;

/// What `--help` prints.
final class Help {
  private static final String HEAD =
      """
      interlock server: runs Interlock on this machine.

      Usage: interlock server [--config FILE] [--KEY VALUE ...]

      A setting is given by flag (--listen 127.0.0.1:8080), by variable
      (INTERLOCK_LISTEN=127.0.0.1:8080) or in the settings file ({"listen": "127.0.0.1:8080"}).
      A flag counts more than a variable, a variable more than the file. The file is
      ./interlock.json, if there is one, or the one that --config names. Relative paths in the
      file are relative to the file's folder.

      Settings:
      """;
  private static final String TAIL =
      """
        token-buckets.NAME.capacity, token-buckets.NAME.refill, token-buckets.NAME.interval
            the token buckets that jobs take from: how many tokens a bucket can hold, and how many
            it gains each interval. In a file {"token-buckets": {"NAME": {"capacity": 1, ...}}};
            INTERLOCK_TOKEN_BUCKETS and --token-buckets take the same JSON object.
        job.JOBTYPE.SETTING
            a setting of a job type; `interlock jobs describe JOBTYPE` names them. In a file
            {"job": {"JOBTYPE": {"SETTING": value}}}; INTERLOCK_JOB and --job take the same object.
        issuers.NAME.issuer, .audience, .keys, .algorithm, .type, .name-claim, .groups-claim
            who vouches for callers by signed tokens; docs/access.md. In a file
            {"issuers": {"NAME": {"issuer": "https://...", ...}}}; INTERLOCK_ISSUERS and --issuers
            take the same object.

      --help prints this, --version the version; --self-test starts a server in a temporary folder,
      has it answer a request, and ends.

      Exit codes: 0 stopped as asked, 1 could not start or broke down, 2 wrong settings.
      """;

  private Help() {}

  static String text() {
    var text = new StringBuilder(HEAD);
    for (var setting : SettingTable.ALL) {
      text.append(
          "  --%s (default %s)%n      %s; %s%n"
              .formatted(
                  setting.key(),
                  setting.defaultText(),
                  setting.description(),
                  setting.kind().describe()));
    }
    return text.append(TAIL).toString();
  }
}
