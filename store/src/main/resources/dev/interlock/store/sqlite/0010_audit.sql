-- Who decided what, one row for each call, in one chain: the hash of a row is made of the hash of the row before and
-- of all that the row says, see docs/audit.md. The head is the end of the chain, and what a writer locks.
create table audit (
  seq             integer not null primary key check (seq > 0),
  id              text not null,
  at              integer not null,
  server          text not null,
  actor           text not null,
  authentication  text not null,
  address         text not null,
  action          text not null,
  name            text not null,
  work_id         text not null,
  plan_hash       text not null,
  policies        text not null,
  reason          text not null,
  decision        text not null,
  code            text not null,
  detail          text not null,
  hash            text not null
) strict;

create unique index audit_by_call on audit (id);

create index audit_by_work on audit (work_id) where work_id <> '';

create table audit_head (
  one  integer not null primary key check (one = 1),
  seq  integer not null,
  hash text    not null
) strict;

insert into audit_head (one, seq, hash) values (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');

-- against mistakes; against malice there is the chain
create trigger audit_is_not_changed before update on audit
begin
  select raise (abort, 'the audit is not changed');
end;

create trigger audit_is_not_deleted before delete on audit
begin
  select raise (abort, 'nothing is taken out of the audit');
end;
