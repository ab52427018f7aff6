-- The servers that share the database. Times are milliseconds since the epoch, by the database's clock.
create table replica (
  name       text   not null primary key collate "C",
  version    text   not null,
  address    text   not null,
  started    bigint not null,
  lease_ends bigint not null
);

-- Who claimed the work last; nobody else claims it while that replica's lease lasts.
alter table work add column owner text collate "C";

-- Verbs that reached one replica while another owns the work, and what became of them.
create table asked_order (
  id      uuid    not null primary key,
  replica text    not null collate "C",
  work_id uuid    not null,
  body    bytea   not null,
  taken   boolean not null default false,
  answer  bytea,
  at      bigint  not null
);

create index asked_order_of_replica on asked_order (replica) where not taken;

-- Programs that know this migration or a newer one can work with the database as it is. A migration
-- that takes something away which older programs use raises it to its own number; one that only adds
-- leaves it.
create table schema_support (
  oldest integer not null
);

insert into schema_support (oldest) values (6);
