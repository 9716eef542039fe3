/** The journal's own facts (its console, the last fencing number), and small notes of others that are not entries. */
export const notes = `
  CREATE TABLE own (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  CREATE TABLE notes (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
`
