/** A server may say back what it was sent: no screen, log or entry gets it. Semantics 20 of the design. */
import { expect, test } from 'vitest'
import { ConnectError, type Connector } from '../../../../electron/connect/connector.ts'
import { withoutSecrets } from '../../../../electron/connect/without-secrets.ts'
import { createLog, withoutValues } from '../../../../electron/log.ts'

const secret = { name: 'password', value: 'hunter2/hunter2' }
const failing = (error: Error): Connector => ({
  target: 't', kind: 'app', stop: async () => undefined,
  identify: async () => {
    throw error
  },
})
const failure = async (connector: Connector): Promise<unknown> => connector.identify(new AbortController().signal).catch((error: unknown) => error)

test('an error stays the error that it is, and its words, cause and stack tell nothing, in any form of the value', async () => {
  const cause = new Error(`at http://user:${encodeURIComponent(secret.value)}@host`)
  const given = new ConnectError({ target: 't', tried: 'GET /', reason: 'invalid', detail: `you sent ${secret.value} and ${Buffer.from(secret.value).toString('base64')}`, mend: 'x', cause })
  const error = await failure(withoutSecrets(failing(given), [secret]))
  expect(error).toBe(given)
  expect(given).toMatchObject({ reason: 'invalid', detail: 'you sent (password) and (password)' })
  const all = [given.message, given.stack, cause.message, cause.stack].join('\n')
  for (const form of ['hunter2', encodeURIComponent(secret.value), Buffer.from(secret.value).toString('base64')]) expect(all).not.toContain(form)
})
test('an identity and the trouble of a figure are cleaned; what is measured is left alone', async () => {
  const connector = withoutSecrets<Connector>({
    target: 't', kind: 'app', identify: async () => ({ id: secret.value, detail: { banner: `v1 ${secret.value}` } }),
    sample: async () => ({ measured: [{ metric: 'up', environment: 'green', kind: 'gauge', value: 1 }], missing: [{ metric: 'requests', environment: 'green', reason: 'invalid', detail: secret.value }] }),
    stop: async () => undefined,
  }, [secret, { name: 'token', value: 'green' }])
  const { signal } = new AbortController()
  expect(await connector.identify(signal)).toEqual({ id: '(password)', detail: { banner: 'v1 (password)' } })
  expect(await connector.sample?.(signal)).toMatchObject({ measured: [{ environment: 'green' }], missing: [{ environment: 'green', detail: '(password)' }] })
})
test('a log writes no value that is a secret by then', () => {
  const lines: string[] = []
  const values: { name: string; value: string }[] = []
  const log = withoutValues(createLog({ write: (line) => lines.push(line), level: 'info', clock: { wall: () => 0, mono: () => 0, boot: 'b' } }), () => values)
  values.push(secret)
  log.error('call.failed', { error: new Error(`denied ${secret.value}`), list: [{ deep: secret.value }] })
  expect(lines.join('')).toContain('call.failed')
  expect(lines.join('')).not.toContain('hunter2')
})
