/** Connections: what the console is connected to, what is wrong with it, and how that is changed. Issue 3. */
import { useState } from 'react'
import type { TargetDraft } from '../../../shared/contract.ts'
import { useActs, useMayAct } from '../../act.tsx'
import { Button, Empty } from '../../parts/controls.tsx'
import { failureOf, type Failure } from '../../parts/failure.ts'
import { Mark } from '../../parts/mark.tsx'
import { go } from '../../route.ts'
import { ConsolesPanel } from '../consoles/consoles-panel.tsx'
import { ConnectionDetail } from './connection-detail.tsx'
import { ConnectionTable } from './connection-table.tsx'
import { fill } from '../../words/fill.ts'
import { common } from '../../words/common.ts'
import { connectionsScreen as words } from '../../words/connections.ts'
import styles from './connections-screen.module.css'
import { PlanBuilder } from './plan-builder.tsx'
import { RemoveDialog } from './remove-dialog.tsx'
import { SecretsPanel } from './secrets-panel.tsx'
import { TargetForm } from './target-form.tsx'
import { useConnections } from './use-connections.ts'

/** No target can be called so. */
const fresh = '~new'
const building = '~plan'

/** @param chosen id of a target, "~new" to add one, "~plan" to build a plan; without it the first that is not well, or the first */
export function ConnectionsScreen({ chosen }: { readonly chosen: string | undefined }) {
  const { client } = useActs()
  const mayAct = useMayAct()
  const { connections, kinds, failure, refresh } = useConnections()
  const [changed, setChanged] = useState<TargetDraft>()
  const [unread, setUnread] = useState<Failure>()
  const [removing, setRemoving] = useState<string>()
  if (connections === undefined)
    return (
      <div className={styles['screen']}>
        <header className={styles['head']}><h1>{words.connections}</h1></header>
        {failure ? <Empty title={words.connectionsNotKnown}>{failure.what} {failure.todo}</Empty> : <Empty title={common.reading} />}
      </div>
    )
  const { targets, secrets, file, blocked } = connections
  if (chosen === building && mayAct && kinds.length > 0)
    return (
      <div className={styles['screen']}>
        <header className={styles['head']}><h1>{words.buildAPlan}</h1><span>{words.placePracticeLabs}</span></header>
        <PlanBuilder kinds={kinds} secrets={secrets} file={file} onSecret={refresh} />
      </div>
    )
  const named = targets.find(({ target }) => target === chosen)
  const missing = chosen !== undefined && chosen !== fresh && named === undefined
  const shown = named ?? targets.find(({ state }) => state !== 'ok') ?? targets[0]
  const editing = changed !== undefined && changed.id === shown?.target && chosen !== fresh
  const adding = chosen === fresh && mayAct && kinds.length > 0
  const forming = adding || editing
  const edit = async (target: string): Promise<void> => {
    setUnread(undefined)
    try {
      setChanged(await client().connections.draft({ target }))
      go('connections', target)
    } catch (error) {
      setUnread(failureOf(error))
    }
  }
  const saved = (id: string): void => {
    setChanged(undefined)
    refresh()
    go('connections', id)
  }
  const form = { kinds, secrets, blocked, onSecret: refresh, onSaved: saved } as const
  return (
    <div className={styles['screen']}>
      <header className={styles['head']}>
        <h1>{words.connections}</h1>
        <span>{fill(words.changesAreWrittenTo, { file: <span className={styles['mono']}>{file}</span> })}</span>
        <span className={styles['acts']}>
          {failure && <Mark tone="warn" word={words.asLastRead(failure.what)} size={13} />}
          {blocked !== undefined && <Mark tone="warn" word={blocked} size={13} />}
          {unread && <Mark tone="bad" word={words.settingsCantRead(unread.what)} size={13} />}
          {mayAct && !forming && <Button look="primary" onPress={() => go('connections', fresh)}>{words.addAConnectionAsk}</Button>}
        </span>
      </header>
      {adding && <TargetForm key={fresh} {...form} onCancel={() => go('connections')} />}
      {editing && <TargetForm key={changed.id} {...form} present={changed} onCancel={() => setChanged(undefined)} />}
      {!forming && (
        <div className={styles['grid']}>
          <div className={styles['column']}>
            <ConnectionTable connections={targets} chosen={shown?.target} />
            <ConsolesPanel />
            <SecretsPanel secrets={secrets} mayAct={mayAct} onSet={refresh} />
          </div>
          {missing && <Empty title={words.noSuchConnection}>{fill(words.notPlanUse, { chosen })}</Empty>}
          {!missing && shown && (
            <ConnectionDetail key={shown.target} connection={shown} mayAct={mayAct} blocked={blocked} onEdit={() => void edit(shown.target)} onRemove={() => setRemoving(shown.target)} />
          )}
        </div>
      )}
      {removing !== undefined && (
        <RemoveDialog
          target={removing} onClose={() => setRemoving(undefined)}
          onRemoved={() => {
            setRemoving(undefined)
            refresh()
            go('connections')
          }}
        />
      )}
    </div>
  )
}
