-- When somebody must look at a work, in milliseconds since the epoch: from then on it is to be run,
-- or, while it was never executed, to expire. 9223372036854775806 while it waits for a person,
-- 9223372036854775807 once it has ended.
alter table work add column due integer not null default 0;

update work
   set due = case when state = 1 then expires when state >= 7 then 9223372036854775807 else 0 end;

drop index work_unfinished;

create index work_due on work (due, id) where due < 9223372036854775807;

-- The id of the work that it is a copy of, and why it was copied; empty when it is none.
alter table work add column copied_from text not null default '';

alter table work add column copy_reason text not null default '';
