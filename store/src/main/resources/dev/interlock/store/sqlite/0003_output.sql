-- What attempts wrote, apart from the journal: it is read for its own sake only.
create table output (
  work_id blob    not null,
  job     integer not null,
  attempt integer not null,
  body    text    not null,
  primary key (work_id, job, attempt)
) strict, without rowid;
