/** A text with what was searched marked in it. */
import type { Snippet } from '../../../shared/search/entry.ts'
import styles from './search.module.css'

export function Marked({ text, marks }: Pick<Snippet, 'text' | 'marks'>) {
  const ends = [0, ...marks.map(({ to }) => to)]
  return (
    <>
      {marks.map(({ from, to }, index) => (
        <span key={from}>{text.slice(ends[index], from)}<mark className={styles['mark']}>{text.slice(from, to)}</mark></span>
      ))}
      {text.slice(ends.at(-1))}
    </>
  )
}
