package dev.interlock.client;

import com.google.protobuf.Timestamp;
import dev.interlock.api.v1.AuditRecord;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Checks the whole audit, entry by entry as it is read: that each follows from the one before, and
/// that its ends are what was signed. It trusts nothing that a server says of it: the chain is made
/// anew, by the format of docs/audit.md. For one thread.
public final class AuditCheck {
  /// An entry that signs the end is written right after it; a few of other servers may come
  /// between.
  private static final int REMEMBERED_MAX = 100_000;

  /// Whoever has changed one thing has mostly changed what comes after it too.
  private static final int PROBLEMS_MAX = 10;

  /// A server signs after a thousand entries, or a minute.
  private static final long UNSIGNED_MAX = 10_000;

  private static final int SEQ = 1;
  private static final int HASH = 17;

  private final Set<String> trusted;
  private final TreeMap<Long, SignedHead> known = new TreeMap<>();
  private final Map<Long, String> hashes =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, String> eldest) {
          return size() > REMEMBERED_MAX;
        }
      };

  private final List<String> problems = new ArrayList<>();
  private final Set<String> keys = new TreeSet<>();
  private long seq;
  private long signedSeq;
  private String hash = "0".repeat(64);

  /// Nothing is read yet.
  ///
  /// @param heads that were found outside of the audit, in a log for instance
  /// @param trusted the public keys that may have signed; every key when there is none
  public AuditCheck(Collection<SignedHead> heads, Set<String> trusted) {
    this.trusted = Set.copyOf(trusted);
    for (var head : heads) {
      if (!trusted.isEmpty() && !trusted.contains(head.key())) {
        continue; // anybody can sign with a key of their own
      }
      check(head, "the log");
      var earlier = known.put(head.seq(), head);
      if (earlier != null && !earlier.hash().equals(head.hash())) {
        problem("the log has two different ends at seq %d".formatted(head.seq()));
      }
    }
  }

  /// What came of it.
  ///
  /// @param seq of the last
  /// @param hash of the last
  /// @param signedSeq up to where it is signed; 0 for nowhere
  /// @param keys by which
  /// @param problems what is wrong, the first first; none when all is as it was written
  public record Result(
      long seq, String hash, long signedSeq, Set<String> keys, List<String> problems) {
    public Result {
      keys = Set.copyOf(keys);
      problems = List.copyOf(problems);
    }
  }

  /// Takes the entry that comes next.
  public void add(AuditRecord record) {
    long next = seq + 1;
    if (record.getSeq() > next) {
      problem(
          record.getSeq() == next + 1
              ? "seq %d is missing".formatted(next)
              : "seq %d to %d are missing".formatted(next, record.getSeq() - 1));
    } else if (record.getSeq() < next) {
      problem("seq %d comes after seq %d".formatted(record.getSeq(), seq));
    } else if (!hashOf(record).equals(record.getHash())) {
      problem(
          "seq %d is not what was written: its hash is not that of what it says".formatted(next));
    }
    seq = record.getSeq();
    hash = record.getHash();
    hashes.put(seq, hash);
    var outside = known.get(seq);
    if (outside != null && !outside.hash().equals(hash)) {
      problem("seq %d is not the one that the log has signed".formatted(seq));
    }
    if (record.getAction().equals("SignHead")) {
      signed(record);
    }
  }

  private void signed(AuditRecord record) {
    var head = SignedHead.find(record.getDetail());
    var where = "seq " + record.getSeq();
    if (head.isEmpty()) {
      problem(where + " signs nothing");
      return;
    }
    check(head.get(), where);
    var there = hashes.get(head.get().seq());
    if (!head.get().hash().equals(there)) {
      problem("%s signs seq %d, which is another one now".formatted(where, head.get().seq()));
    } else {
      signedSeq = Math.max(signedSeq, head.get().seq());
    }
  }

  private void check(SignedHead head, String where) {
    if (!head.isSigned()) {
      problem("%s: the signature of seq %d is not its key's".formatted(where, head.seq()));
    } else if (!trusted.isEmpty() && !trusted.contains(head.key())) {
      problem("%s: seq %d is signed by a key that is not trusted".formatted(where, head.seq()));
    }
    keys.add(head.key());
  }

  /// Every entry was taken.
  ///
  /// @param headSeq of the end, as the server keeps it, read before the entries; 0 when that is not
  ///   known
  public Result end(long headSeq) {
    if (headSeq > seq) {
      problem(
          "the end is missing: the server had seq %d, and the last is %d".formatted(headSeq, seq));
    }
    var beyond = known.tailMap(seq, false);
    if (!beyond.isEmpty()) {
      problem(
          "the end is missing: the log has signed seq %d, and the last is %d"
              .formatted(beyond.lastKey(), seq));
    }
    for (var head : known.headMap(seq, true).values()) {
      signedSeq = Math.max(signedSeq, head.seq());
    }
    boolean isUnsigned = signedSeq == 0 ? seq > 0 : seq - signedSeq > UNSIGNED_MAX;
    if (!trusted.isEmpty() && isUnsigned) {
      problem(
          signedSeq == 0
              ? "nothing is signed"
              : "nothing after seq %d is signed".formatted(signedSeq));
    }
    return new Result(seq, hash, signedSeq, keys, problems);
  }

  private void problem(String text) {
    if (problems.size() < PROBLEMS_MAX) {
      problems.add(text);
    }
  }

  /// By the format: the hash before, the seq, and every text that is there, by its number.
  private String hashOf(AuditRecord record) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      out.write(HexFormat.of().parseHex(hash));
      out.writeLong(record.getSeq());
      for (var field : record.getAllFields().entrySet()) {
        int number = field.getKey().getNumber();
        if (number != SEQ && number != HASH) {
          byte[] text = text(field.getValue()).getBytes(StandardCharsets.UTF_8);
          out.writeByte(number);
          out.writeInt(text.length);
          out.write(text);
        }
      }
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray()));
    } catch (IllegalArgumentException noHash) {
      return "what came before has no hash";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("bug: every JDK has SHA-256", e);
    } catch (IOException e) {
      throw new UncheckedIOException("bug: memory does not fail", e);
    }
  }

  private static String text(Object value) {
    return value instanceof Timestamp time
        ? Long.toString(time.getSeconds() * 1_000 + time.getNanos() / 1_000_000)
        : value.toString();
  }
}
