-- Programs that know this migration or a newer one can work with the database as it is. A migration
-- that takes something away which older programs use raises it to its own number; one that only adds
-- leaves it.
create table schema_support (
  oldest integer not null
);

insert into schema_support (oldest) values (6);
