/**
 * What may be sent to a database as a query: one SELECT (WITH … SELECT) or SHOW, and nothing that writes, locks, waits
 * or reads the server's files. It is looked at before anything is sent; the session is read-only besides.
 *
 * The text is read so that it means the same to every server, whatever its sql_mode: what would be read one way by one
 * and another way by the next (a comment, a backslash in a text) is refused, not guessed.
 */

/** Longest query taken, in characters. */
const lengthLimit = 20_000

/** Texts and quoted names, each closed by its own quote; a doubled quote is part of them. */
const quotedParts = /'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`/g

/** Words that only a statement other than a plain read holds. They are reserved: a column of that name stands in `quotes`. */
const writing = /\b(INTO|UPDATE|DELETE|OUTFILE|DUMPFILE|FOR\s+SHARE|LOCK\s+IN|PROCEDURE|NEXT\s+VALUE\s+FOR)\b/i

/** Functions that wait, hold locks, read files of the server or move a sequence. */
const refusedFunctions =
  /\b(SLEEP|BENCHMARK|(?:GET|RELEASE|RELEASE_ALL)_LOCKS?|LOAD_FILE|(?:MASTER|SOURCE)_(?:POS|GTID)_WAIT|WAIT_FOR_EXECUTED_GTID_SET|WAIT_UNTIL_SQL_THREAD_AFTER_GTIDS|NEXTVAL|SETVAL)\b[\s`]*\(/i

/** The statement as it is sent, without the semicolon at its end; or why it is not. Pure. */
export function readStatement(text: string): { readonly sql: string } | { readonly wrong: string } {
  const sql = text.trim().replace(/\s*;$/, '')
  if (sql === '') return { wrong: 'there is no query' }
  if (sql.length > lengthLimit) return { wrong: `the query is longer than ${lengthLimit} characters` }
  // Control characters have no place in a query, and some servers read past them.
  // oxlint-disable-next-line no-control-regex
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(sql)) return { wrong: 'the query holds a control character' }
  if ((sql.match(quotedParts) ?? []).some((part) => !part.startsWith('`') && part.includes('\\')))
    return { wrong: 'a text in the query holds a backslash, which not every server reads alike: write it without' }
  // A function may be called by its quoted name as well.
  const named = sql.replace(quotedParts, (part) => (part.startsWith('`') ? ` ${part.slice(1, -1)} ` : ' '))
  const bare = sql.replace(quotedParts, ' x ')
  if (/['"`]/.test(bare)) return { wrong: 'a quote in the query is not closed' }
  if (bare.includes(';')) return { wrong: 'the query holds more than one statement: one SELECT or SHOW' }
  if (/--|#|\/\*|\*\//.test(bare)) return { wrong: 'the query holds a comment: servers run what stands in some of them, so write it without' }
  if (!/^(SELECT|SHOW|WITH)\b/i.test(bare)) return { wrong: `only one SELECT or SHOW is sent, and this begins with ${/^\S{0,20}/.exec(bare)?.[0] ?? ''}` }
  const word = writing.exec(bare)?.[1]
  if (word !== undefined) return { wrong: `the query holds ${word.toUpperCase()}: only reading is allowed (a column of that name stands in \`quotes\`)` }
  const called = refusedFunctions.exec(named)?.[1]
  if (called !== undefined) return { wrong: `the query calls ${called.toUpperCase()}: it waits, locks, reads files or writes` }
  if (bare.includes(':=')) return { wrong: 'the query assigns a variable (:=): only reading is allowed' }
  return { sql }
}

/** A name as it stands in a statement, whatever it holds. */
export const quotedName = (name: string): string => `\`${name.replaceAll('`', '``')}\``
