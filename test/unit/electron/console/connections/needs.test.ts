/** What a removal would break, on the built-in plan. */
import { expect, test } from 'vitest'
import { connect } from '../../../../../electron/connect/registry.ts'
import { needsOf } from '../../../../../electron/console/connections/needs.ts'
import { readPlan } from '../../../../../electron/plan/open.ts'
import { labVariables, tbsText } from '../../../shared/plan/tbs-plan.ts'

const clock = { wall: () => 0, mono: () => 0, boot: 'b' }
const read = readPlan(tbsText, labVariables)
if ('mistakes' in read) throw new Error(JSON.stringify(read.mistakes))
const tbs = read.plan
const connectors = tbs.targets.map((target) => connect(target, { clock }))

test('without green its gates, its figures and the steps that carry sessions over have nothing to go by', () => {
  const { gates, steps, tiles } = needsOf('green', tbs, connectors)
  expect(gates.map(({ id }) => id)).toContain('error-burst')
  expect(gates.every(({ title }) => title.length > 0)).toBe(true)
  expect(steps.map(({ id }) => id)).toEqual(tbs.rollback.stages.flatMap((stage) => stage.steps).filter(({ kind }) => kind === 'sessions' || kind === 'sessions-kept').map(({ id }) => id))
  expect(tiles.length).toBeGreaterThan(0)
})
test('without the balancer nothing can be routed', () => {
  const { steps } = needsOf('balancer', tbs, connectors)
  const route = tbs.rollback.stages.flatMap((stage) => stage.steps).find(({ kind }) => kind === 'route')
  expect(steps).toContainEqual({ id: route?.id, title: route?.title, needs: 'the balancer' })
})
test('what another brings as well is not missed', () => {
  const twin = connect({ ...(tbs.targets.find(({ id }) => id === 'green') ?? tbs.targets[0]), id: 'green-2' } as (typeof tbs.targets)[number], { clock })
  expect(needsOf('green', tbs, [...connectors, twin])).toEqual({ gates: [], steps: [], tiles: [] })
})
