/** One pilot user: consent, onboarding, timed workflows, where they are, and the way back. */
import { useState } from 'react'
import { environments, type Environment } from '../../../shared/metrics.ts'
import { takesPart, type Pilot } from '../../../shared/pilot.ts'
import { pilotParts, progressStates } from '../../../shared/pilot-entries.ts'
import { slower, usesNow } from '../../../shared/pilot-figures.ts'
import { useActs, useMayAct } from '../../act.tsx'
import { useNow } from '../../now.ts'
import { Actions, Button, Dialog, Segments, TextField } from '../../parts/controls.tsx'
import { agoText, numberText, percentText } from '../../parts/format.ts'
import { EnvironmentName, Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import { go } from '../../route.ts'
import { PilotDialog } from './pilot-dialog.tsx'
import styles from './pilots-screen.module.css'
import type { Present } from './use-pilots.ts'
import { consentWord, progressWords } from './words.ts'

const seconds = (text: string): number | undefined => (/^\d{1,5}(\.\d+)?$/.test(text.trim()) && Number(text) > 0 ? Number(text) : undefined)

function WorkflowDialog({ pilot, piloted, onClose }: { readonly pilot: Pilot; readonly piloted: Environment; readonly onClose: () => void }) {
  const { act } = useActs()
  const last = pilot.workflows[0]
  const [workflow, setWorkflow] = useState(last?.workflow ?? '')
  const [took, setTook] = useState('')
  const [before, setBefore] = useState(last === undefined ? '' : String(last.baseline))
  const [environment, setEnvironment] = useState<Environment>(piloted)
  const [ok, setOk] = useState<'yes' | 'no'>('yes')
  const [now, baseline] = [seconds(took), seconds(before)]
  const save = async (): Promise<void> => {
    if (now === undefined || baseline === undefined) return
    if (await act('The workflow', (client) => client.pilots.workflow({ pilot: pilot.id, workflow: workflow.trim(), seconds: now, baseline, environment, ok: ok === 'yes' }), `Recorded: ${workflow.trim()}`)) onClose()
  }
  return (
    <Dialog title={`A workflow of ${pilot.person.name}`} onClose={onClose}>
      <TextField label="Workflow" value={workflow} onChange={setWorkflow} autoFocus placeholder="Run a backtest" />
      <div className={styles['two']}>
        <TextField label="Took (seconds)" value={took} onChange={setTook} />
        <TextField label="Took before (seconds)" value={before} onChange={setBefore} hint="The same person, on the old system." />
      </div>
      <div className={styles['row']}>
        <Segments label="Environment" options={environments.map((id) => ({ id, title: id }))} value={environment} onChange={setEnvironment} />
        <Segments label="Did it go well?" options={[{ id: 'yes', title: 'It went well' }, { id: 'no', title: 'It failed' }]} value={ok} onChange={setOk} />
      </div>
      <Actions>
        <Button look="quiet" onPress={onClose}>Cancel</Button>
        <Button look="primary" isDisabled={workflow.trim() === '' || now === undefined || baseline === undefined} onPress={() => void save()}>Record</Button>
      </Actions>
    </Dialog>
  )
}

function Workflows({ pilot, within, wall }: { readonly pilot: Pilot; readonly within: number; readonly wall: number }) {
  return pilot.workflows.length === 0 ? <p className={styles['none']}>No workflow was timed yet.</p> : (
    <table className={styles['table']}>
      <thead><tr><th>Workflow</th><th className={styles['number']}>Took</th><th className={styles['number']}>Before</th><th className={styles['wide']}>Against before</th></tr></thead>
      <tbody>
        {pilot.workflows.map((one) => {
          const more = slower(one)
          return (
            <tr key={`${one.workflow} ${one.environment}`}>
              <th scope="row" className={styles['wide']}>{one.workflow}<small>{one.environment}, {agoText(wall - one.at)}</small></th>
              <td className={styles['number']}>{numberText(one.seconds, 1)} s</td>
              <td className={styles['number']}>{numberText(one.baseline, 1)} s</td>
              <td className={styles['wide']}>{one.ok ? <Mark tone={more <= within + 1e-9 ? 'calm' : 'warn'} word={`${more >= 0 ? '+' : '−'}${percentText(Math.abs(more), 0)}, ${more <= within + 1e-9 ? 'within' : 'over'} ${percentText(within, 0)}`} size={13} /> : <Mark tone="bad" word="failed" size={13} />}</td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

/** One press takes a user back; to send one on takes a reason. */
function FlagActs({ pilot, present }: { readonly pilot: Pilot; readonly present: Present }) {
  const { act } = useActs()
  const [asking, setAsking] = useState(false)
  const [busy, setBusy] = useState(false)
  const home = present.plan.rollback.target
  const piloted: Environment = home === 'blue' ? 'green' : 'blue'
  const send = async (to: Environment, reason: string): Promise<boolean> => {
    setBusy(true)
    const done = await act(`Sending ${pilot.person.name} to ${to}`, (client) => client.pilots.flag({ pilots: [pilot.id], to, reason }), ({ detail }) => detail)
    setBusy(false)
    present.refresh()
    return done !== undefined
  }
  if (pilot.user === undefined) return <span className={styles['none']}>Say first which user of the platform this is.</span>
  return (
    <>
      <Button isDisabled={busy || !takesPart(pilot)} onPress={() => setAsking(true)}>Send to {piloted}…</Button>
      <Button look="danger" isDisabled={busy} onPress={() => void send(home, 'taken back from the roster in one press')}>Back to {home} now</Button>
      {asking && <ReasonDialog title={`Send ${pilot.person.name} to ${piloted}`} text={`Their flag is set at the balancer and read back; open sessions come along where the plan says how. It is refused while a rollback runs.`} action={`Send to ${piloted}`} onAct={(reason) => send(piloted, reason)} onClose={() => setAsking(false)} />}
    </>
  )
}

export function PilotDetail({ pilot, present }: { readonly pilot: Pilot; readonly present: Present }) {
  const { act } = useActs()
  const mayAct = useMayAct()
  const { wall } = useNow(10_000)
  const [open, setOpen] = useState<'change' | 'remove' | 'workflow'>()
  const close = (): void => setOpen(undefined)
  const { plan, pilots, now } = present
  const flag = pilot.user === undefined ? undefined : now?.flags[pilot.user]
  const asked = pilot.user === undefined ? undefined : pilots.flags[pilot.user]
  const session = pilot.user === undefined ? undefined : now?.sessions[pilot.user]
  const uses = usesNow(pilots, pilot)
  const today = new Date(wall).toISOString().slice(0, 10)
  const consent = (given: boolean): void => void act('The consent', (client) => client.pilots.consent({ pilot: pilot.id, given, on: today }), given ? 'The consent is recorded' : 'It is recorded that they withdrew')
  const remove = async (reason: string): Promise<boolean> => {
    const done = await act('Taking them off', (client) => client.pilots.remove({ pilot: pilot.id, reason }), `${pilot.person.name} is off the roster`)
    if (done) go('pilots')
    return done !== undefined
  }
  return (
    <Panel flush title={pilot.person.name} aside={mayAct && <><Button onPress={() => setOpen('change')}>Change…</Button><Button onPress={() => setOpen('remove')}>Take off…</Button></>}>
      <dl className={styles['facts']}>
        <dt>Profile</dt><dd>{pilot.profile}, {pilot.experience}{pilot.cohort !== undefined && `, cohort ${pilot.cohort}`}</dd>
        <dt>E-mail</dt><dd>{pilot.person.email ?? <span className={styles['none']}>not known</span>}</dd>
        <dt>Support</dt><dd>{pilot.support ?? <span className={styles['none']}>nobody named</span>}</dd>
        <dt>Consent</dt>
        <dd>
          <Mark {...consentWord(pilot)} size={13} />{pilot.consent && <span>on {pilot.consent.on}, recorded by {pilot.consent.by}</span>}
          {mayAct && (takesPart(pilot) ? <Button onPress={() => consent(false)}>They withdrew today</Button> : <Button onPress={() => consent(true)}>They consented today</Button>)}
        </dd>
        {pilotParts.map((part) => (
          <div key={part} className={styles['fact']}>
            <dt>{part === 'training' ? 'Training' : 'Onboarding'}</dt>
            <dd>
              {mayAct
                ? <Segments label={part} options={progressStates.map((id) => ({ id, title: id }))} value={pilot.progress[part].state} onChange={(state) => void act(`The ${part}`, (client) => client.pilots.training({ pilot: pilot.id, part, state }), `${part}: ${state}`)} />
                : <Mark {...progressWords[pilot.progress[part].state]} size={13} />}
              {pilot.progress[part].at !== undefined && <span className={styles['none']}>{agoText(wall - pilot.progress[part].at)}</span>}
            </dd>
          </div>
        ))}
        <dt>Goes on</dt>
        <dd>
          {uses === undefined ? <span className={styles['none']}>not known</span> : <Mark tone={uses.uses ? 'calm' : 'warn'} word={`${uses.uses ? 'uses it' : 'does not use it'}, ${agoText(wall - uses.at)}`} size={13} />}
          {mayAct && (['yes', 'no'] as const).map((said) => <Button key={said} onPress={() => void act('The adoption', (client) => client.pilots.adoption({ pilot: pilot.id, uses: said === 'yes' }), 'Recorded')}>{said === 'yes' ? 'Uses it' : 'Does not'}</Button>)}
        </dd>
        <dt>Flag now</dt>
        <dd>
          {flag ? <EnvironmentName of={flag} /> : <span className={styles['none']}>{now?.unread ?? (pilot.user === undefined ? 'no user of the platform' : 'none: the weights decide')}</span>}
          {asked?.result === 'failed' && <Mark tone="bad" word={`last try failed: ${asked.detail ?? ''}`} size={13} />}
          {asked !== undefined && asked.result === undefined && <Mark tone="unsure" word="it is not known what came of the last try" size={13} />}
        </dd>
        <dt>Sessions</dt><dd>{session ? `${session.sessionsLost === 0 ? 'none' : session.sessionsLost} lost; ${numberText(session.failures)} of ${numberText(session.requests)} requests failed${session.environment ? `; last on ${session.environment}` : ''}` : <span className={styles['none']}>the platform does not tell of single users</span>}</dd>
      </dl>
      {mayAct && <div className={styles['bar']}><FlagActs pilot={pilot} present={present} /></div>}
      <div className={styles['part']}><h3>Workflows</h3>{mayAct && <Button onPress={() => setOpen('workflow')}>Record a workflow…</Button>}</div>
      <div className={styles['body']}><Workflows pilot={pilot} within={plan.pilots?.workflowWithin ?? 0} wall={wall} /></div>
      {open === 'change' && <PilotDialog pilot={pilot} onClose={close} />}
      {open === 'workflow' && <WorkflowDialog pilot={pilot} piloted={plan.rollback.target === 'blue' ? 'green' : 'blue'} onClose={close} />}
      {open === 'remove' && <ReasonDialog title={`Take ${pilot.person.name} off the roster`} text="What is on the record about them stays there; they are asked nothing more. Their flag at the balancer stays as it is." action="Take off" danger onAct={remove} onClose={close} />}
    </Panel>
  )
}
