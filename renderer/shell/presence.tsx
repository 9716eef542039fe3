/** Who else has this deployment open, on every screen: names, and since when one of them is silent. */
import type { ConsoleView } from '../../shared/contract.ts'
import { cx } from '../parts/cx.ts'
import { ageText } from '../parts/format.ts'
import { Mark } from '../parts/mark.tsx'
import { addressOf } from '../route.ts'
import { useConsoles } from '../screens/consoles/use-consoles.ts'
import { useReplaying } from '../store.ts'
import { fill } from '../words/fill.ts'
import { presence as words } from '../words/shell.ts'
import styles from './top-bar.module.css'

/** Longer than a few exchanges. */
const silentAfter = 10_000
/** Who was not there for so long is not missed. */
const forgottenAfter = 12 * 3_600_000

const nameOf = ({ person, console }: ConsoleView): string => (person === '' ? console : person)

export function Presence() {
  const { consoles } = useConsoles()
  const replaying = useReplaying()
  if (replaying || consoles === undefined || !consoles.shared) return undefined
  const others = consoles.consoles.filter(({ own, silentFor }) => !own && silentFor !== undefined && silentFor < forgottenAfter).toSorted((a, b) => (a.silentFor ?? 0) - (b.silentFor ?? 0))
  const [first, ...rest] = others
  const said = others.map((one) => words.heardAgo(nameOf(one), ageText(one.silentFor ?? 0))).join('; ')
  const silent = first !== undefined && (first.silentFor ?? 0) >= silentAfter
  return (
    <a className={cx(styles['cell'], styles['presence'])} href={addressOf('connections')} title={consoles.link.state === 'cut off' ? words.cutOffSharedDatabase(said) : said}>
      <span className={styles['label']}>{words.alsoHere}</span>
      <span className={styles['value']}>
        {consoles.link.state === 'cut off' ? <Mark tone="bad" word={words.cutOff(ageText(consoles.link.for))} size={13} />
          : first === undefined ? <span>{words.nobody}</span>
            : <span>{nameOf(first)} {silent ? <small>{fill(words.silent, { age: ageText(first.silentFor ?? 0) })}</small> : <small data-here>{ageText(first.silentFor ?? 0)}</small>}{rest.length > 0 && ` +${rest.length}`}</span>}
      </span>
    </a>
  )
}
