-- What a job touches, and no other job may: from the entry with its first intent on until the one that
-- settles it. What a work that has ended has here means nothing any more.
create table target_use (
  kind    text    not null,
  name    text    not null,
  work_id blob    not null,
  job     integer not null,
  primary key (kind, name)
) strict, without rowid;

create index target_use_by_work on target_use (work_id, job);
