-- How many jobs are in each state, for lists; all null for works of before, and the jobs that are in none
-- of them have not started. As of the last change of the row.
alter table work add column jobs_waiting integer;

alter table work add column jobs_running integer;

alter table work add column jobs_completed integer;

alter table work add column jobs_failed integer;

alter table work add column jobs_unknown integer;

alter table work add column jobs_skipped integer;

alter table work add column jobs_cancelled integer;
