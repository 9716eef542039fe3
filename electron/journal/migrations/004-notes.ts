/** Small JSON notes that are not entries: the journal's own (its console, the last fencing number), and the console's. */
export const notes = `
  CREATE TABLE notes (owner TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (owner, name)) STRICT;
`
