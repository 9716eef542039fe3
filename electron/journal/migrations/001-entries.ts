/**
 * The entries: `body` is the canonical JSON of all but the hash; kind and incident stand beside it for the indices.
 * The triggers are against accidents; against intent there is the chain.
 */
export const entries = `
  CREATE TABLE entries (
    seq INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    incident TEXT,
    body TEXT NOT NULL,
    hash TEXT NOT NULL
  ) STRICT;
  CREATE INDEX entries_by_incident ON entries (incident, seq) WHERE incident IS NOT NULL;
  CREATE INDEX entries_by_kind ON entries (kind, seq);
  CREATE TRIGGER entries_never_change BEFORE UPDATE ON entries
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only: an entry never changes; correct it by a later one'); END;
  CREATE TRIGGER entries_never_go BEFORE DELETE ON entries
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only: an entry is never deleted'); END;
  CREATE TRIGGER entries_only_at_the_end BEFORE INSERT ON entries
    WHEN NEW.seq <= (SELECT coalesce(max(seq), 0) FROM entries)
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only: an entry goes to its end'); END;
`
