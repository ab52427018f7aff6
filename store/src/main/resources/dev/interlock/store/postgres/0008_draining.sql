-- Whether a replica is being taken out: it takes no works and lets go of its own. Null of a version
-- that does not know of this and would not obey.
alter table replica add column draining boolean;

-- Whether it has said since then that nothing runs on it.
alter table replica add column drained boolean not null default false;

-- Why it is being taken out, and who wants it.
alter table replica add column drain_reason text not null default '';
alter table replica add column drain_actor text not null default '';
