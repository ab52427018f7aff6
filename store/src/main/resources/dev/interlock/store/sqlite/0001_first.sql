-- Times are milliseconds since the epoch; 0 in started and ended means: not yet.

-- A row for each work: what never changes, who may write it, and what lists and filters need.
create table work (
  id             blob    not null primary key,
  name           text    not null,
  description    text    not null,
  jobs           integer not null,
  plan_hash      text    not null,
  submitted_by   text    not null,
  created        integer not null,
  expires        integer not null,
  fence          integer not null,
  -- The numbers of WorkState in facts.proto: 1 was never queued, 2 to 6 may still go on,
  -- 7 and above have ended.
  state          integer not null,
  reason         text    not null,
  had_errors     integer not null,
  was_es_stopped integer not null,
  started        integer not null,
  ended          integer not null
) strict, without rowid;

create index work_by_name on work (name, id);

-- Works that should be running: WAITING, RUNNING, STOPPING.
create index work_unfinished on work (id) where state in (2, 3, 6);

-- Beside the works, so that lists need not step over large requests.
create table request (
  work_id blob not null primary key references work (id),
  body    blob not null
) strict, without rowid;

-- What happened. No foreign key: every insert reads the work's row as its condition.
create table journal (
  work_id blob    not null,
  seq     integer not null,
  fence   integer not null,
  at      integer not null,
  facts   blob    not null,
  primary key (work_id, seq)
) strict, without rowid;

-- The first answer to each call that had a request id.
create table answer (
  request_id text not null primary key,
  content    text not null,
  work_id    blob    references work (id),
  stop_epoch integer
) strict, without rowid;

create table stop (
  name   text    not null primary key,
  status text    not null,
  reason text    not null,
  actor  text    not null,
  since  integer not null
) strict, without rowid;

-- One row: raised by every change of a stop.
create table stop_epoch (
  one   integer not null primary key check (one = 1),
  epoch integer not null
) strict;

insert into stop_epoch (one, epoch) values (1, 0);

create table bucket (
  name   text    not null primary key,
  tokens integer not null,
  since  integer not null
) strict, without rowid;

create table token_grant (
  bucket    text    not null references bucket (name),
  grant_key text    not null,
  at        integer not null,
  primary key (bucket, grant_key)
) strict, without rowid;
