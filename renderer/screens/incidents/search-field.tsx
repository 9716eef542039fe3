/** What is searched in the record, and the filters that are in it, each with a way out. */
import { TextField } from '../../parts/controls.tsx'
import { Icon } from '../../parts/icon.tsx'
import { environments } from '../../../shared/metrics.ts'
import { severities } from '../../../shared/journal.ts'
import { Button as AriaButton } from 'react-aria-components'
import { searchField as say } from '../../words/incidents.ts'
import styles from './search.module.css'

const filter = /(?:who|kind|env|environment|sev|severity|incident|since|until):(?:"[^"]*"|\S+)/giu
const offered: readonly (readonly [string, string])[] = [
  ...severities.map((one) => [`sev:${one}`, one] as const),
  ...environments.map((one) => [`env:${one}`, one] as const),
  ['kind:note', 'notes'], ['kind:step', 'steps'], ['kind:gate', 'gates'], ['since:2h', 'last 2 h'], ['since:1d', say.lastDay],
]

/** A filter is part of the text: what is clicked stands there, where it can be changed and learned. */
export function SearchField({ text, onText }: { readonly text: string; readonly onText: (text: string) => void }) {
  const chosen = text.match(filter) ?? []
  const without = (one: string): string => text.replace(one, '').replace(/\s{2,}/g, ' ').trimStart()
  return (
    <search className={styles['bar']}>
      <div className={styles['field']} data-filter>
        <TextField label={say.searchTheRecord} hideLabel value={text} onChange={onText} placeholder={say.searchAllEntriesWords} />
      </div>
      <div className={styles['chips']} role="group" aria-label={say.filters}>
        {chosen.map((one) => (
          <AriaButton key={one} className={styles['chosen'] ?? ''} aria-label={say.without(one)} onPress={() => onText(without(one))}>{one} <Icon name="cross" size={10} /></AriaButton>
        ))}
        {offered.filter(([value]) => !chosen.some((one) => one.toLowerCase().startsWith(value.slice(0, value.indexOf(':') + 1)))).map(([value, title]) => (
          <AriaButton key={value} className={styles['chip'] ?? ''} aria-label={`${title}: ${value}`} onPress={() => onText(`${text.trimEnd()}${text.trim() === '' ? '' : ' '}${value} `)}>{title}</AriaButton>
        ))}
      </div>
    </search>
  )
}
