/** Who else has this deployment open, on every screen: names, and since when one of them is silent. */
import type { ConsoleView } from '../../shared/contract.ts'
import { cx } from '../parts/cx.ts'
import { ageText } from '../parts/format.ts'
import { Mark } from '../parts/mark.tsx'
import { addressOf } from '../route.ts'
import { useConsoles } from '../screens/consoles/use-consoles.ts'
import { useReplaying } from '../store.ts'
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
  const said = others.map((one) => `${nameOf(one)}, heard ${ageText(one.silentFor ?? 0)} ago`).join('; ')
  const silent = first !== undefined && (first.silentFor ?? 0) >= silentAfter
  return (
    <a className={cx(styles['cell'], styles['presence'])} href={addressOf('connections')} title={consoles.link.state === 'cut off' ? `Cut off from the shared database. ${said}` : said}>
      <span className={styles['label']}>Also here</span>
      <span className={styles['value']}>
        {consoles.link.state === 'cut off' ? <Mark tone="bad" word={`cut off ${ageText(consoles.link.for)}`} size={13} />
          : first === undefined ? <span>nobody</span>
            : <span>{nameOf(first)} {silent ? <small>silent {ageText(first.silentFor ?? 0)}</small> : <small data-here>{ageText(first.silentFor ?? 0)}</small>}{rest.length > 0 && ` +${rest.length}`}</span>}
      </span>
    </a>
  )
}
