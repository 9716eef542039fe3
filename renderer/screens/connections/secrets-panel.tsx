/** Which secrets the plan refers to and where each comes from. Values are never shown: no call gives one back. */
import { useState } from 'react'
import type { Secrets } from '../../../shared/contract.ts'
import { Button } from '../../parts/controls.tsx'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import styles from './connections-screen.module.css'
import { SecretDialog } from './secret-dialog.tsx'
import { fromWords } from './words.ts'

export function SecretsPanel({ secrets, mayAct, onSet }: { readonly secrets: Secrets; readonly mayAct: boolean; readonly onSet: () => void }) {
  /** The name that is asked for; empty for a new one. */
  const [asking, setAsking] = useState<string>()
  const maySet = mayAct && secrets.kind === 'keychain'
  return (
    <Panel flush title="Secrets" aside={maySet && <Button onPress={() => setAsking('')}>Set a secret…</Button>}>
      <div className={styles['status']} data-tone={secrets.kind === 'keychain' ? 'calm' : 'unsure'}>
        <Mark tone={secrets.kind === 'keychain' ? 'calm' : 'unsure'} word={secrets.kind === 'keychain' ? 'keychain' : 'no keychain'} />
        <p>{secrets.words}</p>
      </div>
      {secrets.names.length === 0
        ? <p className={styles['note']}>The plan refers to no secret.</p>
        : (
          <table className={styles['table']}>
            <thead><tr><th>Name</th><th>Comes</th><th>Used by</th>{maySet && <td aria-hidden="true" />}</tr></thead>
            <tbody>
              {secrets.names.map(({ name, from, usedBy }) => (
                <tr key={name}>
                  <th scope="row" className={styles['mono']}>{name}</th>
                  <td><Mark {...fromWords[from]} size={13} /></td>
                  <td>{usedBy.join(', ') || 'nothing in the plan'}</td>
                  {maySet && <td className={styles['number']}>{from !== 'environment' && from !== 'practice lab' && <Button aria-label={`${from === 'nowhere' ? 'Set…' : 'Replace…'} the secret ${name}`} onPress={() => setAsking(name)}>{from === 'nowhere' ? 'Set…' : 'Replace…'}</Button>}</td>}
                </tr>
              ))}
            </tbody>
          </table>
        )}
      {asking !== undefined && <SecretDialog name={asking} onClose={() => setAsking(undefined)} onSet={onSet} />}
    </Panel>
  )
}
