-- Where a release of the emergency stop takes two people: who has asked for it. Void when the stop is newer.
alter table stop add column release_asked_by text not null default '';
alter table stop add column release_asked_at integer not null default 0;
