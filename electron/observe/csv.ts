/** CSV as RFC 4180 has it, with the place of every field: quotes doubled inside quotes, CRLF or LF, a line may be empty. */

/** Lines and columns count from 1; a column is that of a character. */
export type Field = { readonly text: string; readonly line: number; readonly column: number }

export class CsvError extends Error {
  override readonly name = 'CsvError'
  readonly mistakes: readonly string[]

  constructor(mistakes: readonly string[]) {
    super(mistakes.join('; '))
    this.mistakes = mistakes
  }
}

const place = (line: number, column: number): string => `line ${line}, column ${column}`

/** @throws CsvError for a quote that is not closed, or stands where none may */
export function readCsv(text: string): readonly (readonly Field[])[] {
  const rows: Field[][] = []
  let row: Field[] = []
  let [line, lineBegin, at] = [1, 0, text.startsWith('\uFEFF') ? 1 : 0]
  lineBegin = at
  const columnOf = (index: number): number => index - lineBegin + 1
  while (at < text.length) {
    const [fieldLine, column, opened] = [line, columnOf(at), at]
    let value = ''
    if (text[at] === '"') {
      for (at += 1; ; at += 1) {
        const quote = text.indexOf('"', at)
        if (quote === -1) throw new CsvError([`${place(fieldLine, column)}: this quote is not closed`])
        value += text.slice(at, quote)
        at = quote + 1
        if (text[at] !== '"') break
        value += '"'
      }
      for (let index = text.indexOf('\n', opened); index !== -1 && index < at; index = text.indexOf('\n', index + 1)) [line, lineBegin] = [line + 1, index + 1]
      const next = text[at]
      if (next !== undefined && next !== ',' && next !== '\n' && next !== '\r') throw new CsvError([`${place(line, columnOf(at))}: expected a comma or the end of the line after a quoted field`])
    } else {
      const begin = at
      while (at < text.length && text[at] !== ',' && text[at] !== '\n' && text[at] !== '\r') {
        if (text[at] === '"') throw new CsvError([`${place(line, columnOf(at))}: a quote stands in a field that is not quoted`])
        at += 1
      }
      value = text.slice(begin, at)
    }
    row.push({ text: value, line: fieldLine, column })
    if (text[at] === ',') {
      at += 1
      if (at === text.length) row.push({ text: '', line, column: columnOf(at) })
      continue
    }
    if (text[at] === '\r') at += 1
    if (text[at] === '\n') at += 1
    line += 1
    lineBegin = at
    rows.push(row)
    row = []
  }
  if (row.length > 0) rows.push(row)
  return rows.filter((one) => one.length > 1 || one[0]?.text.trim() !== '')
}
