/** The programs that the plan's steps would run, in full, and the yes that they need once after a change. Security of trust.md. */
import { useEffect, useState } from 'react'
import type { Commands } from '../../../shared/contract.ts'
import { durationText } from '../../../shared/duration.ts'
import { argvText, type Command } from '../../../shared/plan.ts'
import { useActs } from '../../act.tsx'
import { Button } from '../../parts/controls.tsx'
import { failureOf, type Failure } from '../../parts/failure.ts'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { Time } from '../../parts/time.tsx'
import { useView } from '../../store.ts'
import { fill } from '../../words/fill.ts'
import { commands as words } from '../../words/rollback.ts'
import styles from './commands.module.css'

/** `of`: what they were read for. */
type Told = { readonly of: string; readonly commands?: Commands; readonly failure?: Failure }

/** Read anew when the plan or what is confirmed has changed. */
function useCommands(): Told {
  const { client } = useActs()
  const connected = useView((view) => view.connection.status === 'open')
  const of = useView(({ opened, state }) => [opened?.hash, state?.commands?.hash, state?.run?.id].join(' '))
  const [told, setTold] = useState<Told>({ of: '' })
  useEffect(() => {
    if (!connected) return undefined
    const stop = new AbortController()
    const read = async (): Promise<void> => {
      try {
        const commands = await client().rollback.commands(undefined, { signal: stop.signal })
        if (!stop.signal.aborted) setTold({ of, commands })
      } catch (error) {
        if (!stop.signal.aborted) setTold({ of, failure: failureOf(error) })
      }
    }
    void read()
    return () => stop.abort()
  }, [connected, client, of])
  return told
}

function CommandRow({ command: { id, title, argv, cwd, env, timeout, exit, check, verify, repeatable } }: { readonly command: Command }) {
  return (
    <li className={styles['command']}>
      <h3>{title} <small>{id}</small></h3>
      <code>{argvText(argv)}</code>
      <dl>
        <dt>{words.folder}</dt><dd>{cwd ?? words.theConsolesOwnFolder}</dd>
        <dt>{words.variables}</dt><dd>{env.length === 0 ? words.noVariableEnvironment : env.join(', ')}</dd>
        <dt>{words.ends}</dt><dd>{fill(words.afterMostExitCode, { duration: durationText(timeout), exit })}</dd>
        <dt>{words.check}</dt><dd>{check ? <code>{argvText(check)}</code> : repeatable ? words.noneTwiceDoesNo : words.noneSecondTryAsks}</dd>
        <dt>{words.verify}</dt><dd>{verify ? <code>{argvText(verify)}</code> : <Mark tone="warn" word={words.noneExitCodeAlone} size={12} />}</dd>
      </dl>
    </li>
  )
}

export function CommandsPanel({ mayAct }: { readonly mayAct: boolean }) {
  const { act } = useActs()
  const { commands: told, failure } = useCommands()
  const yes = useView((view) => view.state?.commands)
  if (failure) return <Panel title={words.commands}><p role="alert"><Mark tone="unsure" word={words.commandsNotKnown} size={13} /> {failure.what} {failure.todo}</p></Panel>
  if (told === undefined || told.commands.length === 0) return undefined
  const { hash, commands, confirmed } = told
  return (
    <Panel flush title={words.commands} aside={confirmed ? <Mark tone="calm" word={words.mayBeRun} size={13} /> : <Mark tone="warn" word={words.nobodyLookedThem} size={13} />}>
      <p className={styles['text']}>
        {confirmed
          ? yes && <>{fill(words.letThemRunChange, { by: yes.by, time: <Time at={yes.at} full /> })}</>
          : words.theseProgramsNewChanged}
      </p>
      <ul>{commands.map((command) => <CommandRow key={command.id} command={command} />)}</ul>
      {!confirmed && mayAct && (
        <div className={styles['buttons']}>
          <Button look="primary" onPress={() => void act(words.lettingTheCommandsRun, (client) => client.rollback.letRun({ hash }), words.commandsMayRunRecord)}>{words.iReadThemLet}</Button>
        </div>
      )}
    </Panel>
  )
}
