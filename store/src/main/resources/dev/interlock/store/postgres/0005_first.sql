-- What the first five migrations of SQLite come to; from here on both count alike.

-- Times are milliseconds since the epoch; 0 in started and ended means: not yet. Texts are compared byte
-- by byte, as SQLite does. No foreign keys: whatever is inserted reads the work's row as its condition.

-- A row for each work: what never changes, who may write it, and what lists and filters need.
create table work (
  id             uuid     not null primary key,
  name           text     not null collate "C",
  description    text     not null,
  jobs           integer  not null,
  plan_hash      text     not null,
  submitted_by   text     not null collate "C",
  created        bigint   not null,
  expires        bigint   not null,
  fence          bigint   not null,
  -- The numbers of WorkState in facts.proto: 1 was never queued, 2 to 6 may still go on,
  -- 7 and above have ended.
  state          smallint not null,
  reason         text     not null,
  had_errors     boolean  not null,
  was_es_stopped boolean  not null,
  started        bigint   not null,
  ended          bigint   not null,
  -- When somebody must look at it: from then on it is to be run, or, while it was never executed, to
  -- expire. 9223372036854775806 while it waits for a person, 9223372036854775807 once it has ended.
  due            bigint   not null,
  -- How many jobs are in each state, for lists, as of the last change of the row.
  jobs_waiting   integer,
  jobs_running   integer,
  jobs_completed integer,
  jobs_failed    integer,
  jobs_unknown   integer,
  jobs_skipped   integer,
  jobs_cancelled integer,
  -- The id of the work that it is a copy of, and why it was copied; empty when it is none.
  copied_from    text     not null,
  copy_reason    text     not null,
  -- To be shown with its row; empty when it has none.
  labels         bytea    not null
) with (fillfactor = 80);

create index work_by_name on work (name, id);

create index work_due on work (due, id) where due < 9223372036854775807;

-- To find works by. Never changes, and is written with the work.
create table work_label (
  key     text not null collate "C",
  work_id uuid not null,
  value   text not null collate "C",
  primary key (key, work_id)
);

create index work_label_by_value on work_label (key, value, work_id);

create table request (
  work_id uuid  not null primary key,
  body    bytea not null
);

-- What happened.
create table journal (
  work_id uuid   not null,
  seq     bigint not null,
  fence   bigint not null,
  at      bigint not null,
  facts   bytea  not null,
  primary key (work_id, seq)
);

-- What attempts wrote, apart from the journal: it is read for its own sake only.
create table output (
  work_id uuid    not null,
  job     integer not null,
  attempt integer not null,
  body    text    not null,
  primary key (work_id, job, attempt)
);

-- The first answer to each call that had a request id.
create table answer (
  request_id text   not null primary key collate "C",
  content    text   not null,
  work_id    uuid,
  stop_epoch bigint
);

create table stop (
  name   text   not null primary key collate "C",
  status text   not null,
  reason text   not null,
  actor  text   not null,
  since  bigint not null
);

-- One row: raised by every change of a stop.
create table stop_epoch (
  one   integer not null primary key check (one = 1),
  epoch bigint  not null
);

insert into stop_epoch (one, epoch) values (1, 0);

create table bucket (
  name   text   not null primary key collate "C",
  tokens bigint not null,
  since  bigint not null
);

create table token_grant (
  bucket    text   not null collate "C",
  grant_key text   not null collate "C",
  at        bigint not null,
  primary key (bucket, grant_key)
);
