import { describe, expect, it } from 'vitest'
import { checkTargets } from '../../../../electron/connect/registry.ts'
import { archiveSettings, ruleOf } from '../../../../electron/archive/settings.ts'
import { readPlan } from '../../../../electron/plan/read.ts'
import { shownPlan } from '../../../../electron/plan/shown.ts'
import { labVariables, tbsText } from './tbs-plan.ts'

const lab = /^  - id: archive\n    kind: lab-archive\n(?:    .*\n|\n)+?(?=\S|  - )/m
const servers = ['blue', 'green'].map((one) => `  - id: ${one}-db\n    kind: mysql\n    environment: ${one}\n    host: ${one}.example\n    port: 3307\n    database: tbs\n    user: watcher\n`).join('')
const section = (more = '') => `archive:
  blue: { target: blue-db, user: copier, password: "\${COPIER}" }
  green: { target: green-db, user: copier, password: "\${COPIER}" }
${more}`
const plan = (archive: string): string => {
  if (!lab.test(tbsText)) throw new Error('the plan has no lab-archive')
  return tbsText.replace(lab, () => servers).replace(/^baselines:/m, () => `${archive}\nbaselines:`)
}
const read = (archive: string) => readPlan(plan(archive), { ...labVariables, COPIER: 'a-secret-of-its-own' }, checkTargets)
const mistakes = (archive: string): readonly string[] => {
  const found = read(archive)
  const text = plan(archive).split('\n')
  return 'mistakes' in found ? found.mistakes.map(({ message, mend, line, column }) => `${message}. ${mend} @ ${text[(line ?? 0) - 1]?.slice((column ?? 1) - 1) ?? ''}`) : []
}

describe('the section archive', () => {
  it('takes servers from its targets and its own user beside them; screens are not given it', () => {
    const found = read(section('  rules: { orders: { newer: [changed_at], conflict: keep } }'))
    if (!('plan' in found)) throw new Error(JSON.stringify(found))
    const settings = archiveSettings(found.plan)
    expect(settings?.databases.blue).toMatchObject({ name: 'mysql://blue.example:3307/tbs', user: 'copier', password: 'a-secret-of-its-own', database: 'tbs', tls: false })
    expect(settings).toMatchObject({ tables: 'all', standing: 'blue', queryTimeout: 60_000 })
    expect(settings && ruleOf(settings, 'orders')).toMatchObject({ newer: ['changed_at'], conflict: 'keep', triggers: 'refuse' })
    expect(settings && ruleOf(settings, 'constructor')).toMatchObject({ conflict: 'ask', newer: [] })
    expect(JSON.stringify(shownPlan(found.plan))).not.toContain('copier')
  })
  it('may say where the databases are by itself', () => {
    const found = read('archive:\n  blue: { socket: /run/blue.sock, database: a, user: u }\n  green: { host: g, port: 1, database: b, user: u, tls: true }\n')
    const databases = 'plan' in found ? archiveSettings(found.plan)?.databases : undefined
    expect([databases?.blue.place, databases?.green.place, databases?.green.tls]).toEqual([{ socketPath: '/run/blue.sock' }, { host: 'g', port: 1 }, {}])
  })
  it.each([
    ['a target that is not there', section().replace('target: blue-db', 'target: blue-bd'), 'there is no target of kind mysql "blue-bd". Did you mean "blue-db"? @ blue-bd,'],
    ['a target of the other side', section().replace('target: blue-db', 'target: green-db'), `target "green-db" is green's. Name a target of blue. @ green-db,`],
    ['a rule for a table that is not in its list', section('  tables: [orders]\n  rules: { oders: { conflict: take } }'), 'there is no table of the archive "oders". Did you mean "orders"?'],
    ['a rule for a table that is excepted', section('  except: [log]\n  rules: { log: { conflict: take } }'), 'there is a rule for "log", which is excepted.'],
    ['an exception from a list', section('  tables: [orders]\n  except: [log]'), '"log" is excepted from a list. Leave it out of `tables` instead. @ log]'],
    ['no place', section().replace('target: blue-db, ', ''), 'expected a target of kind mysql, a host or a socket'],
    ['a rule that there is not', section('  rules: { orders: { conflict: takes } }'), 'Did you mean "take"?'],
    ['a share that is too large', section('  share: 0.9'), '0.9 does not fit here'],
  ])('%s is told at its place', (_, archive, message) => {
    expect(mistakes(archive).join('\n')).toContain(message)
  })
  it('stands for itself: a lab-archive beside it is a mistake', () => {
    const text = tbsText.replace(/^targets:\n/m, () => `targets:\n${servers}`).replace(/^baselines:/m, () => `${section()}\nbaselines:`)
    const found = readPlan(text, { ...labVariables, COPIER: 'a-secret-of-its-own' }, checkTargets)
    expect('mistakes' in found ? found.mistakes.map(({ message }) => message) : []).toEqual(['target "archive" stands beside the section archive'])
  })
})
