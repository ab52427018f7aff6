-- Who decided what, one row for each call, in one chain: the hash of a row is made of the hash of the row before and
-- of all that the row says, see docs/audit.md. The head is the end of the chain, and what a writer locks.
create table audit (
  seq             bigint not null primary key check (seq > 0),
  id              text not null collate "C",
  at              bigint not null,
  server          text not null collate "C",
  actor           text not null collate "C",
  authentication  text not null collate "C",
  address         text not null collate "C",
  action          text not null collate "C",
  name            text not null collate "C",
  work_id         text not null collate "C",
  plan_hash       text not null collate "C",
  policies        text not null collate "C",
  reason          text not null collate "C",
  decision        text not null collate "C",
  code            text not null collate "C",
  detail          text not null collate "C",
  hash            text not null collate "C"
);

create unique index audit_by_call on audit (id);

create index audit_by_work on audit (work_id) where work_id <> '';

create table audit_head (
  one  integer not null primary key check (one = 1),
  seq  bigint  not null,
  hash text    not null
);

insert into audit_head (one, seq, hash) values (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');

-- against mistakes; against malice there is the chain
create function audit_stays() returns trigger language plpgsql as $$
begin
  raise exception 'nothing is changed in the audit or taken out of it';
end
$$;

create trigger audit_stays before update or delete on audit
  for each row execute function audit_stays();
