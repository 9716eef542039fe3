/** One pilot user: consent, onboarding, timed workflows, where they are, and the way back. */
import { useState } from 'react'
import { environments, otherOf, type Environment } from '../../../shared/metrics.ts'
import { takesPart, type Pilot } from '../../../shared/pilot.ts'
import { pilotParts, progressStates } from '../../../shared/pilot-entries.ts'
import { slower, usesNow } from '../../../shared/pilot-figures.ts'
import { useActs, useMayAct } from '../../act.tsx'
import { useNow } from '../../now.ts'
import { Button, Dialog, Segments, TextField } from '../../parts/controls.tsx'
import { DialogActions } from '../../parts/dialog-actions.tsx'
import { agoText, numberText, percentText } from '../../parts/format.ts'
import { EnvironmentName, Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import { useBusy } from '../../parts/use-busy.ts'
import { go } from '../../route.ts'
import { PilotDialog } from './pilot-dialog.tsx'
import { fill } from '../../words/fill.ts'
import { common } from '../../words/common.ts'
import { pilotDetail as words } from '../../words/pilots.ts'
import styles from './pilots-screen.module.css'
import type { Present } from './use-pilots.ts'
import { consentWord, progressWords } from '../../words/pilots-states.ts'

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
  const [save, busy] = useBusy(async () => {
    if (now === undefined || baseline === undefined) return
    if (await act(words.theWorkflow, (client) => client.pilots.workflow({ pilot: pilot.id, workflow: workflow.trim(), seconds: now, baseline, environment, ok: ok === 'yes' }), words.recorded(workflow.trim()))) onClose()
  })
  return (
    <Dialog title={words.aWorkflowOf(pilot.person.name)} onClose={onClose}>
      <TextField label={words.workflow} value={workflow} onChange={setWorkflow} autoFocus placeholder={words.runABacktest} />
      <div className={styles['two']}>
        <TextField label={words.tookSeconds} value={took} onChange={setTook} />
        <TextField label={words.tookBeforeSeconds} value={before} onChange={setBefore} hint={words.beforeHint} />
      </div>
      <div className={styles['row']}>
        <Segments label={words.environment} options={environments.map((id) => ({ id, title: id }))} value={environment} onChange={setEnvironment} />
        <Segments label={words.didItGoWell} options={[{ id: 'yes', title: words.itWentWell }, { id: 'no', title: words.itFailed }]} value={ok} onChange={setOk} />
      </div>
      <DialogActions onCancel={onClose} onAct={save} action={words.record} isDisabled={workflow.trim() === '' || now === undefined || baseline === undefined} busy={busy} />
    </Dialog>
  )
}

function Workflows({ pilot, within, wall }: { readonly pilot: Pilot; readonly within: number; readonly wall: number }) {
  return pilot.workflows.length === 0 ? <p className={styles['none']}>{words.noWorkflowTimedYet}</p> : (
    <table className={styles['table']}>
      <thead><tr><th>{words.workflow}</th><th className={styles['number']}>{words.took}</th><th className={styles['number']}>{words.before}</th><th className={styles['wide']}>{words.againstBefore}</th></tr></thead>
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
  const home = present.plan.rollback.target
  const piloted = otherOf(home)
  const [send, busy] = useBusy(async (to: Environment, reason: string) => {
    const done = await act(words.sendingTo(pilot.person.name, to), (client) => client.pilots.flag({ pilots: [pilot.id], to, reason }), ({ detail }) => detail)
    present.refresh()
    return done !== undefined
  })
  if (pilot.user === undefined) return <span className={styles['none']}>{words.whoIsItFirst}</span>
  return (
    <>
      <Button isDisabled={busy || !takesPart(pilot)} onPress={() => setAsking(true)}>{fill(words.sendToAsk, { piloted })}</Button>
      <Button look="danger" isDisabled={busy} onPress={() => void send(home, words.takenBackRosterOne)}>{fill(words.backToNow, { home })}</Button>
      {asking && <ReasonDialog title={words.sendTo(pilot.person.name, piloted)} text={words.theirFlagSetBalancer} action={words.sendToPiloted(piloted)} onAct={(reason) => send(piloted, reason)} onClose={() => setAsking(false)} />}
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
  const consent = (given: boolean): void => void act(words.theConsent, (client) => client.pilots.consent({ pilot: pilot.id, given, on: today }), given ? words.theConsentIsRecorded : words.recordedTheyWithdrew)
  const remove = async (reason: string): Promise<boolean> => {
    const done = await act(words.takingThemOff, (client) => client.pilots.remove({ pilot: pilot.id, reason }), words.isOffTheRoster(pilot.person.name))
    if (done) go('pilots')
    return done !== undefined
  }
  return (
    <Panel flush title={pilot.person.name} aside={mayAct && <><Button onPress={() => setOpen('change')}>{words.changeAsk}</Button><Button onPress={() => setOpen('remove')}>{words.takeOffAsk}</Button></>}>
      <dl className={styles['facts']}>
        <dt>{words.profile}</dt><dd>{pilot.profile}, {pilot.experience}{pilot.cohort !== undefined && words.cohort(pilot.cohort)}</dd>
        <dt>{words.eMail}</dt><dd>{pilot.person.email ?? <span className={styles['none']}>{common.notKnown}</span>}</dd>
        <dt>{words.support}</dt><dd>{pilot.support ?? <span className={styles['none']}>{words.nobodyNamed}</span>}</dd>
        <dt>{words.consent}</dt>
        <dd>
          <Mark {...consentWord(pilot)} size={13} />{pilot.consent && <span>{fill(words.onRecordedBy, { on: pilot.consent.on, by: pilot.consent.by })}</span>}
          {mayAct && (takesPart(pilot) ? <Button onPress={() => consent(false)}>{words.theyWithdrewToday}</Button> : <Button onPress={() => consent(true)}>{words.theyConsentedToday}</Button>)}
        </dd>
        {pilotParts.map((part) => (
          <div key={part} className={styles['fact']}>
            <dt>{part === 'training' ? words.training : words.onboarding}</dt>
            <dd>
              {mayAct
                ? <Segments label={part} options={progressStates.map((id) => ({ id, title: id }))} value={pilot.progress[part].state} onChange={(state) => void act(words.thePart(part), (client) => client.pilots.training({ pilot: pilot.id, part, state }), `${part}: ${state}`)} />
                : <Mark {...progressWords[pilot.progress[part].state]} size={13} />}
              {pilot.progress[part].at !== undefined && <span className={styles['none']}>{agoText(wall - pilot.progress[part].at)}</span>}
            </dd>
          </div>
        ))}
        <dt>{words.goesOn}</dt>
        <dd>
          {uses === undefined ? <span className={styles['none']}>{common.notKnown}</span> : <Mark tone={uses.uses ? 'calm' : 'warn'} word={`${uses.uses ? words.usesIt : words.doesNotUseIt}, ${agoText(wall - uses.at)}`} size={13} />}
          {mayAct && (['yes', 'no'] as const).map((said) => <Button key={said} onPress={() => void act(words.theAdoption, (client) => client.pilots.adoption({ pilot: pilot.id, uses: said === 'yes' }), words.recordedWord)}>{said === 'yes' ? words.usesItWord : words.doesNot}</Button>)}
        </dd>
        <dt>{words.flagNow}</dt>
        <dd>
          {flag ? <EnvironmentName of={flag} /> : <span className={styles['none']}>{now?.unread ?? (pilot.user === undefined ? words.noUserPlatform : words.noneTheWeightsDecide)}</span>}
          {asked?.result === 'failed' && <Mark tone="bad" word={words.lastTryFailed(asked.detail ?? '')} size={13} />}
          {asked !== undefined && asked.result === undefined && <Mark tone="unsure" word={words.notKnownWhatCame} size={13} />}
        </dd>
        <dt>{words.sessions}</dt><dd>{session ? words.lostOfRequestsFailed(session.sessionsLost === 0 ? 'none' : session.sessionsLost, numberText(session.failures), numberText(session.requests), session.environment ? words.lastOn(session.environment) : '') : <span className={styles['none']}>{words.platformDoesNotTell}</span>}</dd>
      </dl>
      {mayAct && <div className={styles['bar']}><FlagActs pilot={pilot} present={present} /></div>}
      <div className={styles['part']}><h3>{words.workflows}</h3>{mayAct && <Button onPress={() => setOpen('workflow')}>{words.recordAWorkflowAsk}</Button>}</div>
      <div className={styles['body']}><Workflows pilot={pilot} within={plan.pilots?.workflowWithin ?? 0} wall={wall} /></div>
      {open === 'change' && <PilotDialog pilot={pilot} onClose={close} />}
      {open === 'workflow' && <WorkflowDialog pilot={pilot} piloted={otherOf(plan.rollback.target)} onClose={close} />}
      {open === 'remove' && <ReasonDialog title={words.takeOffTheRoster(pilot.person.name)} text={words.whatRecordAboutThem} action={words.takeOff} danger onAct={remove} onClose={close} />}
    </Panel>
  )
}
