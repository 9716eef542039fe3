/**
 * Forward runs: starts a ramp of the plan, and what people do to it. The same driver as a rollback's, beside it and below it: a
 * rollback that is opened ends it in the same append. Plan: "Gradual Exposure"; semantics 7, 9, 10 and 12 of the design.
 */
import type { Started } from '../../shared/contract/forward.ts'
import { begun, reached, rampStepOf, waitsForNext, type ForwardRun } from '../../shared/forward.ts'
import { actorText, type askOptions, type Actor, type Draft } from '../../shared/journal.ts'
import type { Plan } from '../../shared/plan.ts'
import { runEnded, stageDone, type StepRun } from '../../shared/rollback.ts'
import { createDriver, type Driver } from './driver.ts'
import { stopForward, takenOver } from './forward-drafts.ts'
import { takeLease } from './lease.ts'
import { alertsEnded } from './over.ts'
import { pin } from './pinned.ts'
import { procedureOf } from '../../shared/procedure.ts'
import { runNow } from './run-clock.ts'
import { Refusal } from '../refusal.ts'
import { newId, type RunnerDeps } from './runner.ts'

export type StartRequest = { readonly ramp: string; readonly from?: string | undefined; readonly drill: boolean; readonly who: Actor; readonly why: string }
type By = { readonly who: Actor; readonly reason: string }

/** Commands that do not fit throw Refusal with words for people. Each is durable when it returns. */
export type Forward = {
  readonly active: () => ForwardRun | undefined
  readonly start: (request: StartRequest) => Started
  /** Lets the step begin that waits for a person. */
  readonly next: (run: string, who: Actor) => void
  /** No step begins by itself any more. */
  readonly hold: (run: string, by: By) => void
  /** To the share of the step before; further on goes by hand. */
  readonly back: (run: string, by: By) => void
  readonly stop: (run: string, by: By) => void
  readonly answer: (run: string, answer: { readonly step: string; readonly choice: (typeof askOptions)[number]; readonly who: Actor; readonly reason?: string | undefined }) => void
  readonly resume: () => void
  /** Entries of other consoles have changed the record. */
  readonly heard: () => void
  readonly driver: () => Driver | undefined
  readonly idle: () => Promise<void>
  /** Ends it for a rollback: the drafts go into that one's append, `end` follows it. */
  readonly giveWay: (rollback: string, who: Actor) => { readonly drafts: readonly Draft[]; readonly end: () => void }
  readonly leave: () => Promise<void>
}

/** @param deps.rollbackActive the id of the rollback that is under way */
export function createForward(deps: RunnerDeps & { readonly random: () => string; readonly rollbackActive: () => string | undefined; readonly isClosed: () => boolean }): Forward {
  const { journal, clock, timers, log, holder, random, rollbackActive, isClosed, drivenBy = () => 'here', refusals = () => [] } = deps
  let driver: Driver | undefined
  let waiting: (() => void)[] = []

  const seenNumber = (run: { readonly fencing: number } = { fencing: 0 }): number => Math.max(deps.seenFencing?.() ?? 0, deps.lease?.()?.fencing ?? 0, run.fencing)

  const active = (): ForwardRun | undefined => {
    const { forward } = journal.state()
    return forward === undefined || runEnded(forward) ? undefined : forward
  }
  const need = (id: string): ForwardRun => {
    const run = active()
    if (run?.id === id) return run
    const { forward } = journal.state()
    if (forward?.id === id) throw new Refusal('CONFLICT', `Run ${id} has ended: ${forward.summary ?? forward.state}`)
    throw new Refusal('NOT_FOUND', `There is no forward run ${id} under way.`)
  }
  /** Whose number is dead can stop it, or take it anew by going back; it drives no more. */
  const driven = (id: string): ForwardRun => {
    const run = need(id)
    if (driver === undefined || driver.refused()) throw new Refusal('CONFLICT', 'Another console drives now: act there, or stop the run here.')
    return run
  }
  const told = (run: ForwardRun) => ({ ms: runNow(run, clock) - run.startedAt, state: journal.state() })
  const onEnded = (): void => {
    driver = undefined
    for (const settle of waiting.splice(0)) settle()
  }
  const drive = (id: string, fencing: number, plan: Plan): void => {
    const run = active()
    if (run === undefined || run.id !== id) throw new Error(`run ${id} is not in the record that it was just written to`)
    driver = createDriver({ ...deps, run: id, fencing, pinned: pin(run, plan), onEnded })
    driver.turn()
  }
  /** Appends, then lets the driver see it. What was under way ends with `cancel`. */
  const change = (drafts: readonly Draft[], cancel?: string): void =>
    journal.together(() => {
      journal.appendAll([...(cancel === undefined ? [] : (driver?.cancelled(cancel) ?? [])), ...drafts])
      driver?.turn()
    })
  const end = (drafts: readonly Draft[], why: string): void => {
    change(drafts, why)
    // A driver whose number is dead takes no turn any more.
    onEnded()
  }

  const start = ({ ramp: id, from, drill, who, why }: StartRequest): Started => {
    if (isClosed()) throw new Refusal('CONFLICT', 'This console is being closed: nothing was begun. Open it again, or use another one.')
    const rollback = rollbackActive()
    if (rollback !== undefined) throw new Refusal('CONFLICT', `Rollback ${rollback} is under way: nobody is sent on before it has ended.`)
    const present = active()
    if (present) throw new Refusal('CONFLICT', `${present.ramp.title} is under way already, as run ${present.id}: one at a time.`)
    const { plan, hash } = deps.plan()
    const ramp = plan.ramps.find((one) => one.id === id)
    if (ramp === undefined) throw new Refusal('NOT_FOUND', `The plan has no ramp ${id}${plan.ramps.length === 0 ? '' : ` (it has ${plan.ramps.map((one) => one.id).join(', ')})`}.`)
    if (from !== undefined && !ramp.steps.some((step) => step.id === from)) throw new Refusal('NOT_FOUND', `${ramp.title} has no step ${from}.`)
    const [refused] = refusals(id)
    if (refused !== undefined) throw new Refusal('CONFLICT', `Nobody is sent on: ${refused}`)
    const run = newId('f', clock, random())
    const procedure = procedureOf(ramp, from)
    journal.together(() => {
      const lease = takeLease(journal, { run, incident: run, holder, who, seen: seenNumber() })
      journal.appendAll([
        {
          kind: 'forward.opened', who, why, incident: run, environment: ramp.to,
          data: {
            run, ramp: ramp.id, title: ramp.title, drill, plan: hash, stages: procedure.stages, steps: [...procedure.ramp], target: ramp.to,
            identity: deps.identity?.(ramp.to) ?? '', ...(deps.identities && { identities: deps.identities() }), startedAt: clock.mono(),
          },
        },
        lease.draft,
      ])
      log.info('forward.opened', { run, ramp: ramp.id })
      drive(run, lease.fencing, plan)
    })
    return { run }
  }

  const back = (id: string, { who, reason }: By): void => {
    const run = need(id)
    const at = reached(run)
    const before = run.stages[at - 1]
    const target = before && rampStepOf(run, before.id)
    if (target === undefined) throw new Refusal('CONFLICT', at < 0 ? 'No share was set yet: there is nothing to take back. Stop it instead.' : 'This is the first step: going back to nobody is the rollback. Press the button.')
    journal.together(() => {
      const cancelled = driver?.cancelled(`${actorText(who)} went back one step`) ?? []
      // A new driver, under a newer number: what the old one had begun is refused where it would act.
      void driver?.leave(timers)
      const lease = takeLease(journal, { run: id, incident: run.incident, holder, who, seen: seenNumber(run) })
      journal.appendAll([...cancelled, ...alertsEnded(journal.state(), run), { kind: 'forward.back', who, why: reason, incident: run.incident, data: { run: id, stage: target.stage } }, lease.draft])
      drive(id, lease.fencing, driver?.plan ?? deps.plan().plan)
    })
  }

  const asking = (run: ForwardRun, id: string): StepRun => {
    const step = run.stages.flatMap((stage) => stage.steps).find((one) => one.id === id)
    if (step === undefined) throw new Refusal('NOT_FOUND', `Run ${run.id} has no step ${id}.`)
    if (step.question === undefined) throw new Refusal('CONFLICT', `${step.title} asks nothing now (${step.state}): it may have been answered already.`)
    return step
  }

  return {
    active,
    start,
    next: (id, who) => {
      const run = driven(id)
      const step = waitsForNext(run)
      if (step === undefined) {
        const open = run.stages.find((stage) => begun(stage) && !stageDone(stage))
        throw new Refusal('CONFLICT', open ? `${open.title} is not through yet: its gates decide first.` : 'No step waits for a person now.')
      }
      change([{ kind: 'forward.next', who, incident: run.incident, data: { run: id, stage: step.stage } }])
    },
    hold: (id, { who, reason }) => {
      const run = driven(id)
      change([{ kind: 'forward.held', who, why: reason, incident: run.incident, data: { run: id } }])
    },
    back,
    stop: (id, { who, reason }) => {
      const run = need(id)
      end(stopForward(run, told(run), who, reason), `Stopped by ${actorText(who)}`)
    },
    answer: (id, { step: stepId, choice, who, reason }) => {
      const run = need(id)
      const step = asking(run, stepId)
      if (choice !== 'retry' && (reason ?? '').trim() === '') throw new Refusal('CONFLICT', `Say why ${step.title} is ${choice === 'skip' ? 'skipped' : 'stopped'}: it goes on the record.`)
      if (driver?.refused() && choice !== 'stop') throw new Refusal('CONFLICT', 'Another console drives now: answer there, or stop the run here.')
      const common = { who, incident: run.incident, ...(reason !== undefined && { why: reason }) }
      const answered: Draft = { kind: 'step.answered', ...common, data: { run: id, step: stepId, choice, bySilence: false } }
      if (choice === 'stop') return end([answered, ...stopForward(run, told(run), who, reason ?? '')], `Stopped by ${actorText(who)}`)
      driver?.answered(step)
      change([answered, ...alertsEnded(journal.state(), run), ...(choice === 'skip' ? [{ kind: 'step.skipped', ...common, data: { run: id, step: stepId } } as const] : [])])
    },
    resume: () => {
      const run = active()
      if (run === undefined || driver !== undefined || isClosed() || drivenBy(run) !== 'here') return
      const lease = takeLease(journal, { run: run.id, incident: run.incident, holder, who: { kind: 'rule', name: 'resume-after-restart' }, own: run.fencing })
      journal.append(lease.draft)
      const present = deps.plan()
      const own = present.hash === run.planHash ? present.plan : deps.planOf(run.planHash)
      if (own === undefined) log.warn('forward.plan lost', { run: run.id, hash: run.planHash })
      log.info('forward.resumed', { run: run.id })
      drive(run.id, lease.fencing, own ?? present.plan)
    },
    heard: () => {
      driver?.turn()
      if (active() === undefined) onEnded()
    },
    driver: () => driver,
    idle: () => {
      if (active() === undefined) return Promise.resolve()
      const { promise, resolve } = Promise.withResolvers<void>()
      waiting = [...waiting, resolve]
      return promise
    },
    giveWay: (rollback, who) => {
      const run = active()
      if (run === undefined) return { drafts: [], end: () => undefined }
      const cancelled = driver?.cancelled(`Rollback ${rollback} takes over`) ?? []
      return {
        drafts: [...cancelled, ...takenOver(run, told(run), rollback, who)],
        end: () => {
          driver?.turn()
          onEnded()
        },
      }
    },
    leave: async () => {
      const last = driver
      driver = undefined
      await last?.leave(timers)
    },
  }
}
