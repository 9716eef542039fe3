/**
 * Proves who a target is before anything is done to it: it must be the one that the run was opened for, and the one that the
 * plan expects (`expect.identity`). Another one answering is refused and a person is asked. Semantics 7 of the design.
 *
 * What identity means, by kind (each connector's identify() gives it):
 * app: the build id, so that another build at the same address is another one, and a restart of the same build is not;
 * haproxy, nginx: what the plan or its own settings call the instance, with its version: a reload or a restart is normal and
 *   stays the same one (what it forgot by it is seen by the read-back), another balancer at the address is not;
 * lab-balancer: the lab has one, made anew with each start of the console: its kind is all there is;
 * lab-archive: the uuids of both files; mysql: the server uuid, and of MariaDB, which has none, host, port, data folder and server id;
 * heavydb: host, database and version; prometheus: its own address, folder and store; json: what the plan points at, else the address.
 */
import type { Plan } from '../../shared/plan.ts'
import type { Run } from '../../shared/rollback.ts'
import { FencingError, type App, type Archives, type Balancer, type Connector } from '../connect/connector.ts'
import { ask, StepFailure, type Acting, type Facts, type StepTargets } from './steps/kind.ts'

/** The fact that an outcome bears where a run proved a target for the first time, none being known at its opening. */
const factOf = (target: string): string => `identity of ${target}`

/** Who a target was when the run opened, or when the run first looked. */
export function pinnedIdentity(run: Pick<Run, 'identities' | 'stages'>, target: string): string | undefined {
  const later = run.stages.flatMap((stage) => stage.steps).map(({ facts }) => facts[factOf(target)]).find((fact) => typeof fact === 'string')
  return run.identities?.[target] ?? later
}

/** Why the one that answers must not be acted upon; undefined where it may be. */
export function identityWrong(target: string, is: string, { run, plan }: { readonly run: Pick<Run, 'identities' | 'stages'>; readonly plan: Pick<Plan, 'targets'> }): string | undefined {
  const expected = plan.targets.find(({ id }) => id === target)?.expect?.identity
  if (expected !== undefined && is !== expected) return `${target} answers as ${is}; the plan expects ${expected}. Nothing was done to it. Bring back the one that the plan names and retry, or stop.`
  const pinned = pinnedIdentity(run, target)
  if (pinned !== undefined && is !== pinned) return `${target} answers as ${is}; when this run opened it was ${pinned}. Nothing was done to it. Bring that one back and retry; or stop, and press anew to go on with this one.`
  return undefined
}

/** What a call may read without acting; whatever is not listed acts, so that a new call is proven until it is listed. */
const reads: ReadonlySet<string> = new Set(['identify', 'sample', 'stop', 'health', 'read', 'probe', 'noop', 'compare', 'pending', 'mayNotEnd', 'integrity', 'reach', 'intact', 'aside'])

type Method = (...given: readonly unknown[]) => Promise<unknown>

/** The targets of one attempt: each is proven once, at the first call that acts on it. */
export function provenTargets(targets: StepTargets, ctx: Pick<Acting, 'run' | 'plan' | 'signal' | 'timers' | 'fencing'>, note: (facts: Facts) => void): StepTargets {
  const proofs = new Map<string, Promise<void>>()
  /** An application and an archive know no numbers: who drives is read where it stands, and not known is no reason to stop. */
  const stillDrives = async ({ target, kind }: Connector): Promise<void> => {
    const seen = await ask(ctx, 'who drives', (signal) => targets.balancer().read(signal)).then(({ fencing }) => fencing, () => 0)
    ctx.signal.throwIfAborted()
    if (seen > ctx.fencing) throw new FencingError({ target, tried: `act on this ${kind}`, fencing: ctx.fencing, seen })
  }
  const look = async (connector: Connector): Promise<void> => {
    const { target } = connector
    const [{ id }] = await Promise.all([ask(ctx, `who ${target} is`, (signal) => connector.identify(signal)), 'setWeights' in connector ? undefined : stillDrives(connector)])
    const wrong = identityWrong(target, id, ctx)
    if (wrong !== undefined) throw new StepFailure(wrong, { facts: { [`${target} answers as`]: id }, final: true })
    if (pinnedIdentity(ctx.run, target) === undefined) note({ [factOf(target)]: id })
  }
  const prove = (connector: Connector): Promise<void> => {
    const { target } = connector
    const begun = proofs.get(target) ?? look(connector)
    proofs.set(target, begun)
    return begun
  }
  const guarded = <T extends object>(connector: Connector, part: T): T =>
    Object.fromEntries(Object.entries(part).map(([name, value]: [string, unknown]) => {
      // What an archive offers of checkpoints acts on the same archive.
      if (name === 'checkpoints' && typeof value === 'object' && value !== null) return [name, guarded(connector, value)]
      if (typeof value !== 'function' || reads.has(name)) return [name, value]
      const act = value as Method
      return [name, async (...given: readonly unknown[]) => {
        await prove(connector)
        return act(...given)
      }]
    })) as T
  const once = new Map<Connector, Connector>()
  const guardedOnce = <T extends Connector>(connector: T): T => {
    const known = once.get(connector) ?? guarded(connector, connector)
    once.set(connector, known)
    return known as T
  }
  return {
    app: (environment): App => guardedOnce(targets.app(environment)),
    balancer: (): Balancer => {
      const real = targets.balancer()
      const known = guardedOnce(real)
      // Whoever reads a balancer is about to act on it, and users wait: the proof goes beside the reading.
      return { ...known, read: (signal) => {
        void prove(real).catch(() => undefined)
        return real.read(signal)
      } }
    },
    archives: (): Archives => guardedOnce(targets.archives()),
  }
}
