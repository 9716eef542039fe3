/**
 * The index by kind cost every append a page. What is frequent is found soon by reading on; only what is rare needs an
 * index. The list of frequent kinds is part of this file for good: `frequentKinds` is what the statements ask with.
 */
export const frequentKinds = ['incident.note', 'gate.turned', 'alert.raised', 'alert.ended', 'step.intended', 'step.outcome', 'source.lost', 'source.found', 'notice.sent'] as const

export const isRare = `kind NOT IN (${frequentKinds.map((kind) => `'${kind}'`).join(', ')})`

export const rareKinds = `
  DROP INDEX entries_by_kind;
  CREATE INDEX entries_by_rare_kind ON entries (kind, seq) WHERE ${isRare};
`
