/** A gate's states over the range, as bars: pattern and word besides the colour. */
import type { GateState } from '../../../shared/gate.ts'
import type { ReplayedGate } from '../../../shared/replay.ts'
import { timeText } from '../../parts/format.ts'
import { strip as words } from '../../words/replay.ts'
import styles from './strip.module.css'

type Part = { readonly state: GateState; readonly from: number; readonly to: number }

/** Resolved is quiet again: it looks as `ok` does. */
const looks: Readonly<Record<GateState, 'ok' | 'pending' | 'firing' | 'none'>> = { ok: 'ok', resolved: 'ok', pending: 'pending', firing: 'firing', 'no data': 'none' }
/** A word stands in a bar from this share of the strip on. */
const wordFrom = 0.055

export function partsOf({ first, turns }: Pick<ReplayedGate, 'first' | 'turns'>, from: number, to: number): readonly Part[] {
  const begins = [{ state: first, at: from }, ...turns.map(({ to: state, at }) => ({ state, at }))]
  return begins.map(({ state, at }, index) => ({ state, from: at, to: begins[index + 1]?.at ?? to })).filter((part) => part.to > part.from)
}

type StripProps = { readonly name: string; readonly replayed: ReplayedGate; readonly from: number; readonly to: number }

export function Strip({ name, replayed, from, to }: StripProps) {
  const parts = partsOf(replayed, from, to)
  const told = parts.filter(({ state }) => state === 'pending' || state === 'firing').map(({ state, from: begin, to: end }) => words.fromTo(state, timeText(begin), timeText(end)))
  return (
    <div className={styles['row']}>
      <span className={styles['name']}>{name}</span>
      <div className={styles['strip']} role="img" aria-label={`${name}: ${told.length > 0 ? told.slice(0, 20).join(', ') : words.neitherPendingNorFiring}`}>
        {parts.map((part) => {
          const share = (part.to - part.from) / (to - from)
          return (
            <span
              key={part.from} className={styles['part']} data-look={looks[part.state]} title={words.to(part.state, timeText(part.from), timeText(part.to))}
              style={{ insetInlineStart: `${((part.from - from) / (to - from)) * 100}%`, inlineSize: `${share * 100}%` }}
            >
              {share >= wordFrom && <span className={styles['word']}>{part.state}</span>}
            </span>
          )
        })}
      </div>
    </div>
  )
}

export function StripKey() {
  return (
    <span className={styles['key']}>
      {(['ok', 'pending', 'firing', 'none'] as const).map((look) => (
        <span key={look}><span className={styles['sample']} data-look={look} />{look === 'none' ? 'no data' : look}</span>
      ))}
    </span>
  )
}
