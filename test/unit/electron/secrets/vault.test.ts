/** Secrets in a real file, by a cipher that a test can break. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { askForSecrets, answerSecrets } from '../../../../electron/shell/secret-line.ts'
import type { FromEngine, ToEngine } from '../../../../electron/shell/messages.ts'
import { createReferences } from '../../../../electron/secrets/store.ts'
import { openVault, type Cipher } from '../../../../electron/secrets/vault.ts'

let dir: string
let file: string
let key = 0xa5
const turned = (bytes: Buffer): Buffer => Buffer.from(bytes.map((byte) => byte ^ key))
const cipher: Cipher = {
  unsafe: () => undefined, title: 'a test',
  encrypt: (text) => turned(Buffer.from(`good:${text}`)),
  decrypt: (bytes) => {
    const text = turned(bytes).toString()
    if (!text.startsWith('good:')) throw new Error('another key')
    return text.slice('good:'.length)
  },
}
beforeEach(() => {
  key = 0xa5
  dir = mkdtempSync(join(tmpdir(), 'fifteen-vault-'))
  file = join(dir, 'secrets.json')
})
afterEach(() => rmSync(dir, { recursive: true }))
const vault = () => openVault({ file, cipher })

test('two that are set at once are both kept', async () => {
  const one = vault()
  await Promise.all([one.set('A', 'first'), one.set('B', 'second')])
  expect(vault().read().values).toEqual({ A: 'first', B: 'second' })
})
test('one that can no longer be read is named, and the others go on', async () => {
  const one = vault()
  await one.set('OLD', 'first')
  key = 0x5a
  await one.set('NEW', 'second')
  const { values, words } = vault().read()
  expect(values).toEqual({ NEW: 'second' })
  expect(words).toContain('must be set anew: OLD')
})
test('a file that is none of ours is said to be so, and never written over', async () => {
  writeFileSync(file, 'not json')
  expect(vault().read()).toMatchObject({ kind: 'none', words: expect.stringContaining(file) as string })
  await expect(vault().set('A', 'x')).rejects.toThrow(/can't be read/)
  expect(readFileSync(file, 'utf8')).toBe('not json')
})

/** The main process's side and the engine's, joined without Electron. */
const line = (answers = true) => {
  const listeners: ((event: { readonly data: ToEngine }) => void)[] = []
  const sent: FromEngine[] = []
  return {
    sent,
    parent: {
      postMessage: (message: FromEngine) => {
        sent.push(message)
        if (answers) void answerSecrets(vault(), message).then((data) => data && listeners.forEach((listener) => listener({ data })))
      },
      on: (_: 'message', listener: (event: { readonly data: ToEngine }) => void) => listeners.push(listener),
    },
  }
}
const never = () => () => undefined
const atOnce = (_: number, then: () => void) => {
  queueMicrotask(then)
  return () => undefined
}

test('the engine has what is kept in memory, and what it sets is on disk when it is told so', async () => {
  await vault().set('A', 'first')
  const store = await askForSecrets(line().parent, never)
  expect([store.kind, store.get('A'), store.names()]).toEqual(['keychain', 'first', ['A']])
  await store.set('B', 'second')
  expect(vault().read().values).toEqual({ A: 'first', B: 'second' })
  expect(store.get('B')).toBe('second')
})
test('a main process that does not answer keeps nothing, and the console opens', async () => {
  const store = await askForSecrets(line(false).parent, atOnce)
  expect(store.kind).toBe('none')
  await expect(store.set('A', 'x')).rejects.toThrow(/did not answer/)
})
test('the environment goes first, and a secret that is set is there at once', async () => {
  await vault().set('BOTH', 'from the keychain')
  const references = createReferences({ BOTH: 'from the environment', EMPTY: undefined }, await askForSecrets(line().parent, never))
  expect([references.env['BOTH'], references.from('BOTH'), references.from('LATER')]).toEqual(['from the environment', 'environment', 'nowhere'])
  await references.set('LATER', 'value')
  expect([references.env['LATER'], references.from('LATER')]).toEqual(['value', 'keychain'])
})
