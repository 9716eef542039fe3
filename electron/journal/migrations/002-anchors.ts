/**
 * The head, written with every entry, and heads of earlier starts: what a cut tail is noticed by.
 * Whoever can cut the entries can cut these too; anchors outside the file are the proof (trust.md).
 */
export const anchors = `
  CREATE TABLE head (one INTEGER PRIMARY KEY CHECK (one = 1), seq INTEGER NOT NULL, hash TEXT NOT NULL) STRICT;
  CREATE TABLE anchors (seq INTEGER NOT NULL, hash TEXT NOT NULL, noted INTEGER NOT NULL, PRIMARY KEY (seq, hash)) STRICT;
`
