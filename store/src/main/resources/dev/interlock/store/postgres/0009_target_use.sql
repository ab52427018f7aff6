-- What a job touches, and no other job may: from the entry with its first intent on until the one that
-- settles it. What a work that has ended has here means nothing any more.
create table target_use (
  kind    text    not null collate "C",
  name    text    not null collate "C",
  work_id uuid    not null,
  job     integer not null,
  primary key (kind, name)
);

create index target_use_by_work on target_use (work_id, job);
