/** What a plan says of messages must lead somewhere, and nothing of ours to everyone. */
import { describe, expect, test } from 'vitest'
import { readPlan } from '../../../../electron/plan/read.ts'
import { shownPlan } from '../../../../electron/plan/shown.ts'
import { secretPaths } from '../../../../electron/connect/registry.ts'
import { recipientOf } from '../../../../electron/people/outgoing.ts'
import { planReferences } from '../../../../shared/plan/references.ts'
import { labVariables, tbsPlan, tbsText, type Raw } from './tbs-plan.ts'

type People = { channels: Record<string, unknown>[]; audiences: Record<string, unknown>[]; communication: { internal: { audience: string[] }[]; users: Record<string, unknown>[] }; statusPage?: unknown; contacts: readonly object[] }
const changed = (change: (people: People) => void) => (raw: Raw): void => change(raw['people'] as unknown as People)
const found = (change: (people: People) => void) => planReferences(tbsPlan(changed(change))).map(({ path, message }) => `${path.join('.')}: ${message}`)
const mail = { id: 'mail', kind: 'smtp', host: 'mail.example.com', from: 'fifteen@example.com' }

describe('a name that leads nowhere is told', () => {
  test.each<readonly [string, (people: People) => void, string]>([
    ['an audience of the tree', (people) => (Object.assign(people.communication.internal[1] ?? {}, { audience: ['Enginering manager'] })), 'people.communication.internal.1.audience.0: there is no audience "Enginering manager"'],
    ['a channel', (people) => (Object.assign(people.audiences[0] ?? {}, { channels: ['deskto'] })), 'people.audiences.0.channels.0: there is no channel "deskto"'],
    ['an audience of users', (people) => (Object.assign(people.communication.users[0] ?? {}, { audience: 'everyone' })), 'people.communication.users.0.audience: there is no audience "everyone"'],
    ['e-mail to nobody', (people) => { people.channels.push(mail); Object.assign(people.audiences[0] ?? {}, { channels: ['mail'] }) }, 'people.audiences.0.channels.0: audience "devops" has nobody to whom channel "mail" could write'],
    ['a contact', (people) => (Object.assign(people.audiences[0] ?? {}, { to: ['ada'] })), 'people.audiences.0.to.0: there is no contact "ada"'],
    ['a channel that everyone reads, for our own words', (people) => (Object.assign(people.audiences[0] ?? {}, { channels: ['status-page'] })), 'people.audiences.0.channels.0: everyone reads channel "status-page", and audience "devops" is told what is not for everyone'],
    ['users who are no public audience', (people) => (Object.assign(people.communication.users[0] ?? {}, { audience: 'devops' })), 'people.communication.users.0.audience: "devops" is no public audience'],
    ['our own words in a template for users', (people) => (Object.assign(people.communication.users[0] ?? {}, { template: { title: '{title}', text: 'x' } })), 'people.communication.users.0.template.title: {title} is not for users'],
    ['a page that the plan does not have', (people) => delete people.statusPage, 'people.channels.2: the plan has no status page to write to'],
    ['a channel that is there twice', (people) => people.channels.push({ id: 'desktop', kind: 'desktop' }), 'people.channels.3.id: there is a channel "desktop" already'],
  ])('%s', (_, change, message) => expect(found(change)).toContain(message))
})

test('a plan without channels stands as it did', () =>
  expect(found((people) => Object.assign(people, { channels: [], audiences: [], statusPage: undefined, contacts: people.contacts.map((contact) => ({ ...contact, channels: [] })), communication: { ...people.communication, users: [] } }))).toEqual([]))

describe('secrets of channels', () => {
  const withMail = (password: string) => tbsText.replace('  channels:\n', `  channels:\n    - { id: mail, kind: smtp, host: mail.example.com, from: f@example.com, user: f, password: "${password}" }\n    - { id: chat, kind: slack, address: "\${CHAT}" }\n`)
  const env = { ...labVariables, SMTP_PASSWORD: 'sehr-geheim', CHAT: 'https://hooks.example.com/geheimer-weg' }
  test('stand by reference; one in plain text is told, and not said again', () => {
    const literal = readPlan(withMail('klartext-geheim'), env, undefined, secretPaths)
    const findings = 'findings' in literal ? literal.findings.filter(({ id }) => id === 'literal-secret') : []
    expect(findings.map(({ message }) => message.split(' is a secret')[0])).toEqual(['people.channels.0.password'])
    const byReference = readPlan(withMail(['$', '{SMTP_PASSWORD}'].join('')), env, undefined, secretPaths)
    expect('findings' in byReference && byReference.findings.filter(({ id }) => id === 'literal-secret')).toEqual([])
  })
  test('and addresses of people reach no screen', () => {
    const read = readPlan(withMail(['$', '{SMTP_PASSWORD}'].join('')).replace('{ id: devops, title: DevOps team,', '{ id: devops, title: DevOps team, to: [ops@example.com],'), env)
    if ('mistakes' in read) throw new Error(JSON.stringify(read.mistakes))
    expect(JSON.stringify(shownPlan(read.plan))).not.toMatch(/geheim|ops@example\.com|mail\.example\.com/)
  })
})

test('who is meant: an audience’s addresses and its contacts’, or one contact’s', () => {
  const base = tbsPlan()
  const people = { ...base.people, contacts: [{ id: 'ada', name: 'Ada Obi', email: 'ada@example.com', channels: [] }], audiences: [{ id: 'cto', title: 'CTO', to: ['cto@example.com', 'ada'], channels: ['mail'], public: false }] } as never
  expect(recipientOf({ people }, 'cto')).toEqual({ name: 'CTO', addresses: ['cto@example.com', 'ada@example.com'] })
  expect(recipientOf({ people }, 'ada')).toEqual({ name: 'Ada Obi', addresses: ['ada@example.com'] })
  expect(recipientOf({ people }, 'nobody')).toEqual({ name: 'nobody', addresses: [] })
})
