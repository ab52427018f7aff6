package dev.interlock.server.settings;

import dev.interlock.engine.admit.RequestLimits;
import dev.interlock.engine.journal.BucketSettings;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Everything an operator has set, or its default. [SettingTable] says what each means.
public record Settings(
    Listening listening,
    Files files,
    RequestLimits requests,
    Running running,
    Stopping stopping,
    Jobs jobs,
    LogFormat logFormat) {

  /// The port and what it lets in.
  ///
  /// @param requestTimeout a call that does not wait on purpose is ended after it
  /// @param watchMax a watch is ended after it; the client comes back where it was
  /// @param connections how many there may be
  /// @param calls how many there may be
  public record Listening(
      InetSocketAddress address,
      int requestBytesMax,
      ConnectionLimits connections,
      CallLimits calls,
      Duration requestTimeout,
      Duration watchMax,
      Development development) {}

  /// Whether gRPC reflection and the API pages are served.
  public enum Development {
    ON,
    OFF
  }

  /// Where things are.
  ///
  /// @param policiesAsNamed the policy file, as the operator named it
  /// @param plugins the folder of plug-in jars; need not exist
  /// @param policiesPoll how often the policy file is looked at
  public record Files(
      Database database,
      Path policies,
      String policiesAsNamed,
      Access access,
      Path stops,
      Path plugins,
      Duration policiesPoll) {}

  /// How many connections may be open at once.
  ///
  /// @param ofCaller of each caller
  public record ConnectionLimits(int all, int ofCaller) {}

  /// How many calls there may be.
  ///
  /// @param atOnce under way at once, of all callers
  /// @param aSecond begun in a second, of each
  public record CallLimits(int atOnce, int aSecond) {}

  /// Who may do what, and how callers are known.
  ///
  /// @param tokenFile by which who runs the server is
  /// @param issuers who vouch for others
  /// @param tls empty to serve in the clear, on this machine only
  /// @param audit where what they did is signed, and kept while the database cannot take it
  public record Access(
      Path rights, Path tokenFile, List<Issuer> issuers, Optional<Tls> tls, Audit audit) {
    public Access {
      issuers = List.copyOf(issuers);
    }
  }

  /// Where the audit's own files are.
  ///
  /// @param key by which its end is signed
  /// @param spools the folder of the file that takes what the database cannot
  public record Audit(Path key, Path spools) {}

  /// How connections are secured.
  ///
  /// @param certificate the server's, with what leads to its authority
  /// @param clientCa whose certificates of clients are taken; empty for none
  public record Tls(Path certificate, Path key, Optional<Path> clientCa) {}

  /// Who vouches for callers by signed tokens.
  ///
  /// @param name what the rights file calls it by
  /// @param issuer the claim `iss`
  /// @param keys where its public keys are: a URL or a file
  /// @param algorithm that it signs with, and no other
  /// @param signIn how it signs browsers in; empty where it does not
  public record Issuer(
      String name,
      String issuer,
      URI keys,
      SignatureAlgorithm algorithm,
      Tokens tokens,
      Claims claims,
      Optional<SignIn> signIn) {}

  /// The tokens that callers present.
  ///
  /// @param audience what must be in the claim `aud`
  /// @param type the header `typ`
  public record Tokens(String audience, String type) {}

  /// How an issuer signs browsers in.
  ///
  /// @param at where browsers are sent for that
  /// @param tokensAt where this server fetches what came of it
  /// @param clientId what the issuer calls this server
  /// @param clientSecret the file of what this server shows it; empty where it needs nothing
  /// @param page where browsers reach this server, without a `/` at its end
  /// @param scope what the issuer is asked for
  public record SignIn(
      URI at,
      URI tokensAt,
      String clientId,
      Optional<Path> clientSecret,
      String page,
      String scope) {}

  /// What in a token says who somebody is.
  ///
  /// @param person what only tokens of people have
  public record Claims(String name, String groups, ClaimMatch person) {}

  /// Where works are kept.
  public sealed interface Database {

    /// In a file, for this server alone.
    record Sqlite(Path file) implements Database {
      @Override
      public String toString() {
        return file.toString();
      }
    }

    /// In a PostgreSQL database, which other servers may share.
    ///
    /// @param url of JDBC, without a password
    record Postgres(String url) implements Database {
      @Override
      public String toString() {
        return url;
      }
    }
  }

  /// How much runs at once.
  ///
  /// @param worksAtOnce works running at once; others wait
  /// @param shutdownGrace how long running attempts have to end when the server stops
  public record Running(int worksAtOnce, Duration shutdownGrace) {}

  /// The emergency stop.
  ///
  /// @param poll how often the sources of the emergency stop are read
  /// @param stale a source that was not read for so long counts as stop
  /// @param releasePeople how many people it takes to take a stop back: 1 or 2
  public record Stopping(Duration poll, Duration stale, int releasePeople) {}

  /// What job types are given.
  ///
  /// @param settings by job type and setting name; not yet checked against the job types
  /// @param secrets the folder of the files that `secret://file` is about
  public record Jobs(
      List<Bucket> buckets, Map<String, Map<String, String>> settings, Optional<Path> secrets) {
    public Jobs {
      buckets = List.copyOf(buckets);
      settings = Collections.unmodifiableMap(new TreeMap<>(settings));
    }

    public Map<String, BucketSettings> bucketsByName() {
      var byName = new TreeMap<String, BucketSettings>();
      buckets.forEach(bucket -> byName.put(bucket.settings().name(), bucket.settings()));
      return byName;
    }
  }

  /// A token bucket.
  ///
  /// @param source where it is set, as the operator named it; all places when there are several
  public record Bucket(BucketSettings settings, String source) {}
}
