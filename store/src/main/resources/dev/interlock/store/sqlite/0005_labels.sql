-- What a work's labels are, to be shown with its row; empty when it has none, as works of before.
alter table work add column labels blob not null default x'';

-- The same, to find works by. Never changes, and is written with the work.
create table work_label (
  key     text not null,
  work_id blob not null,
  value   text not null,
  primary key (key, work_id)
) strict, without rowid;

create index work_label_by_value on work_label (key, value, work_id);
