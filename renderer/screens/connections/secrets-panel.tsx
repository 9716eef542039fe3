/** Which secrets the plan refers to and where each comes from. Values are never shown: no call gives one back. */
import { useState } from 'react'
import type { Secrets } from '../../../shared/contract.ts'
import { Button } from '../../parts/controls.tsx'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { secretsPanel as say } from '../../words/connections.ts'
import styles from './connections-screen.module.css'
import { SecretDialog } from './secret-dialog.tsx'
import { fromWords } from '../../words/connections-states.ts'

export function SecretsPanel({ secrets, mayAct, onSet }: { readonly secrets: Secrets; readonly mayAct: boolean; readonly onSet: () => void }) {
  /** The name that is asked for; empty for a new one. */
  const [asking, setAsking] = useState<string>()
  const maySet = mayAct && secrets.kind === 'keychain'
  return (
    <Panel flush title={say.secrets} aside={maySet && <Button onPress={() => setAsking('')}>{say.setASecretAsk}</Button>}>
      <div className={styles['status']} data-tone={secrets.kind === 'keychain' ? 'calm' : 'unsure'}>
        <Mark tone={secrets.kind === 'keychain' ? 'calm' : 'unsure'} word={secrets.kind === 'keychain' ? 'keychain' : say.noKeychain} />
        <p>{secrets.words}</p>
      </div>
      {secrets.names.length === 0
        ? <p className={styles['note']}>{say.planRefersNoSecret}</p>
        : (
          <table className={styles['table']}>
            <thead><tr><th>{say.name}</th><th>{say.comes}</th><th>{say.usedBy}</th>{maySet && <td aria-hidden="true" />}</tr></thead>
            <tbody>
              {secrets.names.map(({ name, from, usedBy }) => (
                <tr key={name}>
                  <th scope="row" className={styles['mono']}>{name}</th>
                  <td><Mark {...fromWords[from]} size={13} /></td>
                  <td>{usedBy.join(', ') || say.nothingInThePlan}</td>
                  {maySet && <td className={styles['number']}>{from !== 'environment' && from !== 'practice lab' && <Button aria-label={say.theSecret(from === 'nowhere' ? say.setAsk : say.replaceAsk, name)} onPress={() => setAsking(name)}>{from === 'nowhere' ? say.setAsk : say.replaceAsk}</Button>}</td>}
                </tr>
              ))}
            </tbody>
          </table>
        )}
      {asking !== undefined && <SecretDialog name={asking} onClose={() => setAsking(undefined)} onSet={onSet} />}
    </Panel>
  )
}
