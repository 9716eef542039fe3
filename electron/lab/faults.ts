/** The faults that a drill can bring on: real ones, in the real parts. */
import type { LabFault } from '../../shared/contract/lab.ts'
import { environments, type Environment } from '../../shared/metrics.ts'
import type { AppFaultName } from './app-faults.ts'
import { call } from './call.ts'
import type { LabAddresses } from './lab.ts'
import { LabError } from './lab-error.ts'

export type FaultName = LabFault['name']
export type Fault = { readonly name: FaultName; readonly environment: Environment; readonly on: boolean }

const catalogue = {
  slow: { title: 'Slow answers', detail: 'Users wait 350-900 ms longer, and rows are processed at 60 % of the speed.' },
  errors: { title: 'Failing requests', detail: 'One in five requests of users is answered with 500.' },
  'db-drops': { title: 'Dropped database connections', detail: 'Three in ten connections to the archive fail: those users get 503.' },
  memory: { title: 'Memory leak', detail: 'Holds 8 MiB more each second, up to 96 % of the limit.' },
  diverge: { title: 'Diverging archive', detail: 'Replication stops, and eight trades are altered or added in this archive alone.' },
  sessions: { title: 'Failing sessions', detail: 'A third of the users get 401 and have to sign in again.' },
} as const satisfies Record<FaultName, { readonly title: string; readonly detail: string }>

export const labFaultNames = Object.keys(catalogue) as FaultName[]

/** Where a fault is set: replication is neither environment's own. */
const hostOf = (addresses: LabAddresses, name: FaultName, environment: Environment): string =>
  `${name === 'diverge' ? addresses.replicator : addresses[environment]}/admin/faults`

/** Turns one fault on or off. Throws LabError when the part that has it does not answer. */
export const setFault = async (addresses: LabAddresses, { name, environment, on }: Fault): Promise<void> => {
  const body = name === 'diverge' ? { name, environment, on } : { name, on }
  await call(hostOf(addresses, name, environment), { method: 'PUT', token: addresses.adminToken, body })
}

/** A process that is gone has no faults on: they live and die with it. */
const faultsAt = async <T>(url: string, token: string): Promise<T | undefined> => {
  try {
    return await call<T>(url, { token })
  } catch (error) {
    if (error instanceof LabError && error.code === 'unreachable') return undefined
    throw error
  }
}

/** Every fault of both environments with its state, in the order of the catalogue. */
export const readFaults = async (addresses: LabAddresses): Promise<readonly LabFault[]> => {
  const token = addresses.adminToken
  const [blue, green, diverging] = await Promise.all([
    faultsAt<Record<AppFaultName, boolean>>(hostOf(addresses, 'slow', 'blue'), token),
    faultsAt<Record<AppFaultName, boolean>>(hostOf(addresses, 'slow', 'green'), token),
    faultsAt<Record<Environment, boolean>>(hostOf(addresses, 'diverge', 'green'), token),
  ])
  const own = { blue, green }
  return environments.flatMap((environment) =>
    labFaultNames.map((name) => ({
      name,
      environment,
      ...catalogue[name],
      on: (name === 'diverge' ? diverging?.[environment] : own[environment]?.[name]) ?? false,
    })),
  )
}
