-- The epoch of the emergency stop, which cannot change until the transaction ends. In a function, so
-- that one statement is enough: what a function of this kind reads, it reads after its lock was
-- granted, while the statement that calls it goes by what was there when it began. The keys are those
-- of Locks.
create function held_stop_epoch() returns bigint language plpgsql volatile as $$
begin
  perform pg_advisory_xact_lock_shared(1231973965, 1);
  return (select epoch from stop_epoch);
end
$$;
