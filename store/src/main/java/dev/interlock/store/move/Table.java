package dev.interlock.store.move;

import static dev.interlock.store.move.Column.bytes;
import static dev.interlock.store.move.Column.flag;
import static dev.interlock.store.move.Column.id;
import static dev.interlock.store.move.Column.number;
import static dev.interlock.store.move.Column.text;

import java.util.List;

/// A table that is copied. Who owns a work is not: it is the business of the servers that were.
record Table(String name, List<Column> columns) {

  /// In an order in which no row comes before one that it needs.
  static final List<Table> ALL =
      List.of(
          new Table(
              "work",
              List.of(
                  id("id"),
                  text("name"),
                  text("description"),
                  number("jobs"),
                  text("plan_hash"),
                  text("submitted_by"),
                  number("created"),
                  number("expires"),
                  number("fence"),
                  number("state"),
                  text("reason"),
                  flag("had_errors"),
                  flag("was_es_stopped"),
                  number("started"),
                  number("ended"),
                  number("due"),
                  number("jobs_waiting"),
                  number("jobs_running"),
                  number("jobs_completed"),
                  number("jobs_failed"),
                  number("jobs_unknown"),
                  number("jobs_skipped"),
                  number("jobs_cancelled"),
                  text("copied_from"),
                  text("copy_reason"),
                  bytes("labels"))),
          new Table("work_label", List.of(text("key"), id("work_id"), text("value"))),
          new Table("request", List.of(id("work_id"), bytes("body"))),
          new Table(
              "journal",
              List.of(id("work_id"), number("seq"), number("fence"), number("at"), bytes("facts"))),
          new Table(
              "output", List.of(id("work_id"), number("job"), number("attempt"), text("body"))),
          new Table(
              "target_use", List.of(text("kind"), text("name"), id("work_id"), number("job"))),
          new Table(
              "answer",
              List.of(text("request_id"), text("content"), id("work_id"), number("stop_epoch"))),
          new Table(
              "stop",
              List.of(
                  text("name"),
                  text("status"),
                  text("reason"),
                  text("actor"),
                  number("since"),
                  text("release_asked_by"),
                  number("release_asked_at"))),
          new Table("stop_epoch", List.of(number("one"), number("epoch"))),
          new Table("bucket", List.of(text("name"), number("tokens"), number("since"))),
          new Table("token_grant", List.of(text("bucket"), text("grant_key"), number("at"))),
          new Table(
              "audit",
              List.of(
                  number("seq"),
                  text("id"),
                  number("at"),
                  text("server"),
                  text("actor"),
                  text("authentication"),
                  text("address"),
                  text("action"),
                  text("name"),
                  text("work_id"),
                  text("plan_hash"),
                  text("policies"),
                  text("reason"),
                  text("decision"),
                  text("code"),
                  text("detail"),
                  text("hash"))),
          new Table("audit_head", List.of(number("one"), number("seq"), text("hash"))));
}
