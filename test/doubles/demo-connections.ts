/** Connections of the demo console: in every state that a screen must show, and answers to its commands as the engine gives them. */
import { targetKinds } from '../../electron/connect/describe.ts'
import { troubleText } from '../../electron/connect/trouble.ts'
import { connectionsOf } from '../../electron/console/connections/connections.ts'
import { draftOf, targetOf } from '../../electron/plan/target-draft.ts'
import type { Connection, Connections, Frame, Removal, Saved, Secrets, TargetDraft, Tested } from '../../shared/contract.ts'
import type { Plan } from '../../shared/plan.ts'

export type DemoConnections = {
  readonly list: () => Connections
  readonly draft: (target: string) => TargetDraft
  readonly test: (draft: TargetDraft) => Tested
  readonly save: (draft: TargetDraft) => Saved
  readonly removal: Removal
  readonly secret: (name: string) => void
}

const timing = { every: 1_000, timeout: 900, metrics: [] } as const
const strangers = (wall: number): readonly Connection[] => [
  {
    ...timing, target: 'orders-db', kind: 'mysql', title: 'MySQL or MariaDB', environment: 'green', address: '10.0.0.12:3306', state: 'auth', words: troubleText('auth'),
    detail: "Access denied for user 'fifteen'@'10.0.0.4' (using password: YES) (1045)", mend: 'Mend user and password of this target in the plan (the password as a reference such as ${NAME}).', known: 'not proven',
    metrics: [{ metric: 'db_pool_usage', environment: 'green', figure: { samples: 0, why: 'auth', source: 'orders-db' } }],
  },
  {
    ...timing, target: 'stats', kind: 'json', title: 'JSON page', environment: 'blue', address: 'https://stats.example.com/numbers.json', state: 'tls', words: troubleText('tls'),
    detail: 'self-signed certificate', mend: 'See whether it is the right server; then mend its certificate. Nothing was sent to it.', known: 'not proven',
  },
  {
    ...timing, target: 'edge', kind: 'haproxy', title: 'HAProxy', address: '/run/haproxy/admin.sock', state: 'slow', words: troubleText('slow'), latency: 612, lastGood: wall - 1_000,
    identity: 'haproxy edge-2', known: 'another', expected: 'haproxy edge-1',
  },
]

export function demoConnections({ plan, frame, keychain, empty, strange, blocked }: {
  readonly plan: Plan
  readonly frame: () => Frame
  readonly keychain: boolean
  readonly empty: boolean
  readonly strange: boolean
  readonly blocked: boolean
}): DemoConnections {
  const set = new Set<string>()
  const secrets = (): Secrets => ({
    kind: keychain ? 'keychain' : 'none',
    words: keychain ? 'Kept in /home/ada/.local/share/fifteen/secrets.json, encrypted by the GNOME keyring.' : 'This console runs in a browser, where no keychain can be reached. Set secrets as environment variables before it is started.',
    names: [
      { name: 'LAB_TOKEN', from: 'practice lab', usedBy: ['blue', 'green', 'balancer'] },
      { name: 'ORDERS_DB_PASSWORD', from: keychain ? 'keychain' : 'nowhere', usedBy: ['orders-db'] },
      ...[...set].map((name) => ({ name, from: 'keychain', usedBy: [] }) as const),
    ],
  })
  return {
    list: () => {
      const now = frame()
      return {
        targets: empty ? [] : [...connectionsOf(plan, now, {}, []), ...(strange ? strangers(now.wall) : [])], secrets: secrets(), file: '/home/ada/.local/share/fifteen/plan.yaml',
        ...(blocked && { blocked: 'The plan file has mistakes, and the last good plan is in use in its place. Mend the file first.' }),
      }
    },
    draft: (id) => {
      const target = plan.targets.find((one) => one.id === id) ?? { id, kind: 'mysql', environment: 'green', host: '10.0.0.12', user: 'fifteen', password: '${ORDERS_DB_PASSWORD}', metrics: { db_pool_usage: 'pool_usage' } }
      return draftOf(target, targetKinds().find(({ kind }) => kind === target.kind)?.fields ?? [])
    },
    test: (draft) => {
      const { mistakes } = targetOf(draft, targetKinds())
      if (mistakes.length > 0) return { outcome: 'mistaken', mistakes }
      if (draft.fields['user'] === 'wrong') return { outcome: 'auth', words: troubleText('auth'), detail: "Access denied for user 'wrong' (1045)", mend: 'Mend user and password.', latency: 12.4, measured: [], missing: [] }
      return {
        outcome: 'ok', words: troubleText('ok'), latency: 23.7, identity: { id: 'mariadb 9d3f-11', detail: { version: '10.11.6-MariaDB', uuid: '9d3f-11' } },
        measured: [{ metric: 'db_pool_usage', environment: 'green', value: 0.18, statistic: 'last' }],
        missing: [{ metric: 'db_connection_failures', environment: 'green', why: 'empty', detail: 'no sample to count from: increments come with the next' }],
      }
    },
    save: (draft) => (draft.id === 'refused' ? { ok: false, mistakes: [{ field: 'host', message: 'expected a host, or a socket in its place', mend: 'Change host to what is expected.' }] } : { ok: true, from: 'now' }),
    removal: {
      gates: [{ id: 'error-burst', title: 'Error burst (green)' }, { id: 'uptime', title: 'Uptime (green)' }],
      steps: [{ id: 'sessions', title: 'Session Migration', needs: 'the application of where they come from' }], tiles: [{ id: 'errors', title: 'Errors' }],
    },
    secret: (name) => set.add(name),
  }
}
