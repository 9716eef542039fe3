/**
 * Drills: prepares one, presses, and ends it, a step a second as frames come. On the lab the pilot users go to the other environment
 * and the fault is switched on; a gate that fires, or a minute, opens the run. On a staging pair it is the press alone.
 * Plan: "Rollback procedures tested and validated"; "drill" in the words of the design.
 */
import type { Clock } from '../../shared/clock.ts'
import type { Frame } from '../../shared/contract.ts'
import { faultNames } from '../../shared/contract/lab.ts'
import { errorText } from '../../shared/error-text.ts'
import { runEnded } from '../../shared/rollback.ts'
import type { Actor, Draft } from '../../shared/journal.ts'
import { otherOf, type Environment } from '../../shared/metrics.ts'
import { isPractice, type Drills as DrillPlan, type Plan } from '../../shared/plan.ts'
import type { Journal } from '../journal/journal.ts'
import { readFaults, setFault } from '../lab/faults.ts'
import type { Lab } from '../lab/lab.ts'
import { resetTraffic } from '../lab/traffic.ts'
import type { Log } from '../log.ts'
import { alone, type TellingTurn } from '../people/turn.ts'
import { fourLetters, type Runner } from '../rollback/runner.ts'
import { Refusal } from '../refusal.ts'
import { isDue, mayStartItself, proofDrafts, reminders, schedule } from './drill-watch.ts'

/** A pair has so long (ms) to be ready, and the pilot users to come; then the drill comes to nothing. */
const readyWithin = 60_000
/** A gate has so long to see the fault; then the drill goes on by the press alone, and says so. */
const gateWithin = 60_000

type Fault = DrillPlan['fault']
type Present = {
  readonly id: string
  readonly fault: Fault
  readonly who: Actor
  readonly phase: 'ready' | 'arriving' | 'firing' | 'running'
  /** Monotonic ms at which the phase ends by itself. */
  readonly until: number
  readonly run?: string
  /** The fault is ours to switch off. */
  readonly ours?: boolean
}

export type Drills = {
  /** @throws Refusal where no drill may begin now; it is on the record when this returns */
  readonly start: (request: { readonly fault: Fault; readonly who: Actor; readonly scheduled?: boolean }) => { readonly drill: string }
  /** Ends the preparation; a run that is open is stopped on its own screen. */
  readonly cancel: (who: Actor) => Promise<void>
  readonly onFrame: (frame: Frame) => void
}

export function createDrills(deps: {
  readonly plan: () => Plan
  readonly lab: () => Lab | undefined
  readonly journal: Journal
  readonly runner: Runner
  readonly clock: Clock
  readonly log: Log
  /** Of several consoles one ticks what a drill proves, and starts one that starts by itself. */
  readonly turn?: Pick<TellingTurn, 'mine'>
}): Drills {
  const { plan, lab, journal, runner, clock, log, turn = alone } = deps
  let present: Present | undefined
  let busy = false
  let working: Promise<unknown> = Promise.resolve()

  const from = (): Environment => otherOf(plan().rollback.target)
  const enter = (phase: Present['phase'], ms: number, more: Partial<Present> = {}): void => {
    if (present) present = { ...present, ...more, phase, until: clock.mono() + ms }
  }
  const switchFault = async ({ fault }: Present, on: boolean, who: Actor): Promise<void> => {
    const name = faultNames.find((one) => one === fault)
    const practice = lab()
    if (name === undefined || practice === undefined) return
    await setFault(practice.addresses, { name, environment: from(), on })
    journal.append({ kind: 'lab.fault', who, environment: from(), data: { fault: name, on } })
  }
  /** The fault goes with the drill, however that ends. */
  const end = async (own: Present, who: Actor, how: { readonly run: string } | { readonly why: string }): Promise<void> => {
    present = undefined
    if (own.ours === true) await switchFault(own, false, who).catch((error: unknown) => log.error('drill.fault stays on', { fault: own.fault, error }))
    journal.append({ kind: 'drill.ended', who, data: { drill: own.id, ...('run' in how && { run: how.run }) }, ...('why' in how && { why: how.why }) })
  }
  const fail = (own: Present, why: string): Promise<void> => end(own, schedule, { why })

  const sendPilots = async (own: Present): Promise<void> => {
    const practice = lab()
    if (practice === undefined) return press(own, '')
    journal.append({ kind: 'routing.changed', who: own.who, why: `drill ${own.id}`, data: { from: 'as the last run left it', to: `pilot users on ${from()}` } })
    await resetTraffic(practice.addresses)
    enter('arriving', readyWithin)
  }
  const bringOn = async (own: Present): Promise<void> => {
    const practice = lab()
    if (own.fault === 'none' || practice === undefined) return press(own, '')
    const before = (await readFaults(practice.addresses)).find(({ name, environment }) => name === own.fault && environment === from())
    if (before?.on !== true) await switchFault(own, true, own.who)
    enter('firing', gateWithin, { ours: before?.on !== true })
  }
  const press = (own: Present, seen: string): void => {
    const { run } = runner.open({
      trigger: 'button', manual: true, drill: true, who: own.who, exposedSince: clock.mono(), title: `Drill ${own.id}`,
      why: `Drill ${own.id}, fault: ${own.fault}${seen}`,
    })
    enter('running', Number.POSITIVE_INFINITY, { run })
  }

  const step = async (own: Present, { readiness, routing, gates }: Frame): Promise<void> => {
    const late = clock.mono() >= own.until
    const active = runner.active()
    switch (own.phase) {
      case 'ready':
        if (active) return fail(own, `run ${active.id} began in the meantime`)
        if (readiness.ready) return sendPilots(own)
        if (late) return fail(own, `the pair was not ready within a minute: ${readiness.checks.filter(({ state }) => state === 'block').map(({ detail }) => detail).join('; ')}`)
        return
      case 'arriving':
        if ((routing?.flags[from()] ?? 0) > 0 && (routing?.share[from()] ?? 0) > 0) return bringOn(own)
        if (late) return fail(own, `the pilot users did not come to ${from()} within a minute`)
        return
      case 'firing': {
        const rollsBack = new Set(plan().gates.filter(({ response }) => response === 'rollback').map(({ id }) => id))
        const fired = gates.find(({ gate, environment, status }) => environment === from() && status.state === 'firing' && rollsBack.has(gate))
        if (fired || active) return press(own, fired ? `; gate ${fired.gate} fired` : '')
        if (late) return press(own, '; no gate fired within a minute')
        return
      }
      case 'running':
        if (active?.id !== own.run) return end(own, own.who, { run: own.run ?? '' })
    }
  }

  /** One that the record says is under way, and that this process does not know: the console was restarted. */
  const adopt = async (): Promise<void> => {
    const { preparing } = journal.state().drills
    if (preparing === undefined || present !== undefined) return
    const { run } = journal.state()
    const own: Present = { id: preparing.id, fault: 'none', who: schedule, phase: 'running', until: Number.POSITIVE_INFINITY, ...(run && { run: run.id }) }
    if (run && !runEnded(run)) present = own
    else if (run && run.startedWall >= preparing.at) await end(own, schedule, { run: run.id })
    else await fail(own, 'the console ended while it was prepared')
  }

  const note = (drafts: readonly Draft[]): void => {
    if (drafts.length > 0) journal.appendAll(drafts)
  }
  const watchSchedule = ({ routing }: Frame): void => {
    const wall = clock.wall()
    const state = journal.state()
    if (turn.mine()) note(proofDrafts(plan(), state, wall))
    if (present !== undefined || runner.active() !== undefined || runner.forward.active() !== undefined || !isPractice(plan())) return
    // The lab's users are its own.
    const users = lab() !== undefined ? 0 : routing === undefined ? 1 : routing.sticky.blue + routing.sticky.green
    const { drills } = plan()
    if (drills && turn.mine() && isDue(plan(), state, wall) && mayStartItself(plan(), state, { wall, users })) start({ fault: lab() ? drills.fault : 'none', who: schedule, scheduled: true })
    else note(reminders(plan(), state, wall))
  }

  const start: Drills['start'] = ({ fault, who, scheduled = false }) => {
    if (!isPractice(plan())) throw new Refusal('CONFLICT', 'This plan names real systems: a drill is for the practice lab, or for a plan that is marked `staging: true`.')
    if (fault !== 'none' && lab() === undefined) throw new Refusal('CONFLICT', 'Faults are those of the practice lab, which this plan does not have: drill with the button alone.')
    const active = runner.active()
    if (active) throw new Refusal('CONFLICT', `Run ${active.id} is under way: the next drill can begin after it.`)
    const forward = runner.forward.active()
    if (forward) throw new Refusal('CONFLICT', `${forward.ramp.title} ${forward.id} is under way: a drill would send its users elsewhere. Stop it first.`)
    if (present) throw new Refusal('CONFLICT', `Drill ${present.id} is being prepared already.`)
    const id = `d-${Math.floor(clock.wall() / 1_000).toString(36)}-${fourLetters()}`
    journal.append({ kind: 'drill.begun', who, data: { drill: id, fault, scheduled } })
    present = { id, fault, who, phase: 'ready', until: clock.mono() + readyWithin }
    return { drill: id }
  }

  return {
    start,
    cancel: async (who) => {
      // What is under way just now may switch the fault on: it is waited for, so that it is switched off.
      await working
      const own = present
      if (own === undefined) throw new Refusal('CONFLICT', 'No drill is being prepared.')
      if (own.phase === 'running') throw new Refusal('CONFLICT', `Its run ${own.run ?? ''} is open: stop that on the Rollback screen.`)
      await end(own, who, { why: 'called off while it was prepared' })
    },
    onFrame: (frame) => {
      if (busy) return
      busy = true
      const own = present
      const work = own ? step(own, frame) : adopt().then(() => watchSchedule(frame))
      working = work
        .then(() => own && note(proofDrafts(plan(), journal.state(), clock.wall())))
        .catch(async (error: unknown) => {
          log.error('drill.step failed', { error })
          if (own && present?.id === own.id) await fail(own, errorText(error))
        })
        .catch((error: unknown) => log.error('drill.end not written', { error }))
        .finally(() => (busy = false))
    },
  }
}
