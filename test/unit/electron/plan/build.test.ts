/** A plan of one's own from the built-in one: valid, readable, and without what only the lab has. */
import { expect, test } from 'vitest'
import { checkTargets, secretPaths } from '../../../../electron/connect/registry.ts'
import { buildPlan } from '../../../../electron/plan/build.ts'
import { readPlan } from '../../../../electron/plan/read.ts'
import { planSchema } from '../../../../shared/plan.ts'
import { tbsText } from '../../shared/plan/tbs-plan.ts'

const app = (environment: 'blue' | 'green') => ({ id: `shop-${environment}`, kind: 'app', environment, address: `http://10.0.0.${environment === 'blue' ? 4 : 5}:8080`, metrics: { requests: { counter: 'http_requests_total' } } })
const balancer = { id: 'edge', kind: 'nginx', process: '/run/nginx.pid' }
const read = (text: string) => readPlan(text, {}, checkTargets, secretPaths)

test('it is valid on targets of any names, and needs nothing from the environment', () => {
  for (const targets of [[app('blue')], [app('blue'), app('green')]]) {
    const found = read(buildPlan(tbsText, { title: 'Shop', targets }))
    expect('mistakes' in found ? found.mistakes : []).toEqual([])
    expect('plan' in found && [found.plan.title, found.plan.lab, found.plan.targets.map(({ id }) => id)]).toEqual(['Shop', undefined, targets.map(({ id }) => id)])
  }
})

test('what a person wrote wrongly has its line in the new text', () => {
  const text = buildPlan(tbsText, { title: 'Shop', targets: [app('blue'), balancer] })
  const found = read(text)
  const mistakes = 'mistakes' in found ? found.mistakes : []
  expect(mistakes.length).toBeGreaterThan(0)
  for (const { line } of mistakes) expect(text.split('\n').slice(0, line).join('\n')).toContain('id: edge')
})

test('everything else is the built-in plan’s own, comments too', () => {
  const text = buildPlan(tbsText, { title: 'Shop', targets: [app('blue')] })
  const [before, after] = [read(tbsText.replaceAll(/\$\{LAB_[A-Z_]+\}/g, 'http://127.0.0.1:9')), read(text)]
  if ('mistakes' in before || 'mistakes' in after) throw new Error('a plan was not read')
  const same = Object.keys(planSchema.shape).filter((key) => !['title', 'lab', 'targets', 'benchmarks', 'checkpoints', 'logs', 'phases', 'checklists'].includes(key)) as (keyof typeof before.plan)[]
  for (const key of same) expect(after.plan[key], key).toEqual(before.plan[key])
  expect(after.plan.phases.map(({ criteria }) => criteria.map(({ id }) => id))).toEqual(before.plan.phases.map(({ criteria }) => criteria.map(({ id }) => id)))
  const comments = (of: string): number => of.split('\n').filter((line) => line.trim().startsWith('#')).length
  expect(comments(text)).toBeGreaterThan(comments(tbsText) * 0.8)
})

test('a title or an address that looks like YAML stays a text', () => {
  const odd = { ...app('blue'), address: 'http://x: [a]#b' }
  const title = 'A: "b" # & *c\n- d'
  const found = readPlan(buildPlan(tbsText, { title, targets: [odd] }), {}, () => [])
  expect('plan' in found && [found.plan.title, found.plan.targets[0]?.['address']]).toEqual([title, odd.address])
})
