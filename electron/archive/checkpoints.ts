/** Checkpoints of the archive's two databases: taken, proven, recovered from. Plan: "Backup Strategy"; semantics 15. */
import type { Checkpoints } from '../connect/checkpoints.ts'
import { ConnectError } from '../connect/connector.ts'
import { numberOf } from '../connect/mysql-error.ts'
import type { Environment } from '../../shared/metrics.ts'
import { intactFile, proveCheckpoint, sameServer } from './checkpoint-prove.ts'
import { builtNote, recoverMoment } from './checkpoint-recover.ts'
import { dropSchema, holdAlone, readMark } from './checkpoint-schemas.ts'
import { listAside, promoteSchema, takeBackSchema } from './checkpoint-swap.ts'
import { takeCheckpoint } from './checkpoint-take.ts'
import { ArchiveRefusal } from './error.ts'
import { filesSince } from './log-files.ts'
import { ownPrefix } from './tables.ts'
import type { Session } from './session.ts'
import type { ArchiveSettings } from './settings.ts'

type Doing = <T>(tried: string, signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>) => Promise<T>
type Around = {
  /** Turns whatever goes wrong into a ConnectError; what a person waits for goes before the slow walk. */
  readonly doing: Doing
  readonly withSession: <T>(environment: Environment, signal: AbortSignal, use: (session: Session) => Promise<T>) => Promise<T>
  /** Wall ms. */
  readonly now: () => number
}

const noRight: ReadonlySet<number | undefined> = new Set([1044, 1142, 1143, 1227, 1370])
const grants = String.raw`GRANT RELOAD, BINLOG MONITOR, REPLICATION SLAVE, BINLOG REPLAY ON *.*, and ALL ON ${'`'}${ownPrefix.replace('_', String.raw`\_`)}%${'`'}.*`

export function archiveCheckpoints(settings: ArchiveSettings, { doing: outer, withSession, now }: Around): Checkpoints {
  const { databases, queryTimeout } = settings
  const doing: Doing = (tried, signal, work) =>
    outer(tried, signal, work).catch((error: unknown) => {
      if (!(error instanceof ConnectError)) throw error
      const { target, reason, detail, cause } = error
      const mend = cause instanceof ArchiveRefusal ? 'Nothing that is live was changed.' : noRight.has(numberOf(cause)) ? `Give the user of the archive what checkpoints need: ${grants}.` : error.mend
      throw mend === error.mend ? error : new ConnectError({ target, tried: error.tried, reason, detail, mend, cause })
    })
  const alone = <T>(environment: Environment, signal: AbortSignal, use: (session: Session) => Promise<T>): Promise<T> =>
    withSession(environment, signal, async (session) => {
      await holdAlone(session, signal)
      return use(session)
    })
  const nothing = (): void => undefined

  return {
    take: (environment, to, signal, onProgress = nothing) =>
      doing(`take a checkpoint of ${environment}'s database`, signal, (limited) => takeCheckpoint(databases[environment], queryTimeout, environment, to, limited, onProgress)),
    prove: (checkpoint, signal, onProgress = nothing) =>
      doing(`prove checkpoint ${checkpoint.id}`, signal, (limited) => proveCheckpoint(databases[checkpoint.environment], queryTimeout, checkpoint, now(), limited, onProgress)),
    intact: (checkpoint, signal) => doing(`look at checkpoint ${checkpoint.id}`, signal, (limited) => intactFile(checkpoint, limited)),
    reach: (checkpoint, signal) =>
      doing(`look how far checkpoint ${checkpoint.id} reaches`, signal, (limited) =>
        withSession(checkpoint.environment, limited, async (session) => {
          await sameServer(session, checkpoint, limited)
          try {
            await filesSince(session, checkpoint, limited)
          } catch (error) {
            if (error instanceof ArchiveRefusal) return undefined
            throw error
          }
          return { from: checkpoint.at, to: Math.max(checkpoint.at, now()) }
        })),
    recover: (checkpoint, moment, signal, onProgress = nothing) =>
      doing(`build ${checkpoint.environment}'s state of ${new Date(moment).toISOString()}`, signal, (limited) => recoverMoment(settings, checkpoint, moment, now(), limited, onProgress)),
    promote: ({ environment, scratch, checkpoint, moment, tables }, signal) =>
      doing(`put what was built in the place of ${environment}'s tables`, signal, (limited) =>
        alone(environment, limited, (session) => promoteSchema(session, environment, scratch, builtNote(checkpoint, moment), tables.map(({ table }) => table), now(), limited))),
    takeBack: (aside, signal) =>
      doing(`take ${aside.environment}'s tables back`, signal, (limited) => alone(aside.environment, limited, (session) => takeBackSchema(session, aside, now(), limited))),
    discard: ({ environment, scratch }, signal) =>
      doing(`drop ${scratch}`, signal, (limited) => alone(environment, limited, (session) => dropSchema(session, scratch, limited))),
    aside: (environment, signal) =>
      doing(`look what is set aside of ${environment}`, signal, (limited) => withSession(environment, limited, (session) => listAside(session, environment, limited))),
    drop: ({ environment, name }, signal) =>
      doing(`drop what is set aside under ${name}`, signal, (limited) =>
        alone(environment, limited, async (session) => {
          const mark = await readMark(session, name, limited)
          if (mark !== undefined && mark.purpose !== 'aside') throw new ArchiveRefusal(`${name} is nothing that was set aside`)
          await dropSchema(session, name, limited)
        })),
  }
}
