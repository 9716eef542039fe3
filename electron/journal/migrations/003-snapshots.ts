/** The folded state at an entry, so that a start need not fold them all. Can be deleted: it is made anew. `sum` covers the state's text. */
export const snapshots = `
  CREATE TABLE snapshots (seq INTEGER PRIMARY KEY, hash TEXT NOT NULL, fold TEXT NOT NULL, state TEXT NOT NULL, sum TEXT NOT NULL) STRICT;
`
