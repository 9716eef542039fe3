/** Mistakes in the settings of an application, each with its path in the plan. */
import { describe, expect, it } from 'vitest'
import { checkTargets } from '../../../../electron/connect/registry.ts'
import { checkSteps } from '../../../../electron/rollback/steps/index.ts'
import { target } from '../../../../shared/plan.ts'
import { labApp } from '../../../doubles/lab-app.ts'
import { planWith, stage, step } from '../../../doubles/rollback-plan.ts'

const app = { id: 'green', kind: 'app', environment: 'green', address: 'http://127.0.0.1:1' }
const mistakes = (more: object): readonly string[] => checkTargets({ targets: [target.parse({ ...app, ...more })] }).map(({ path, message }) => `${path.join('.')}: ${message}`)
const journey = (more: object, ...steps: readonly object[]) => ({ id: 'j', title: 'J', steps: steps.length === 0 ? [{ title: 'open', request: { path: '/' } }] : steps, ...more })

describe('an application in a plan', () => {
  it('needs no more than its address, and may be described as the lab is', () => {
    expect([mistakes({}), mistakes(labApp), mistakes({ sessions: {}, notice: {}, expect: { identity: 'b-1' } })]).toEqual([[], [], []])
  })
  it.each([
    [{ health: { path: 'health' } }, 'targets.0.health.path: expected a path such as /health'],
    [{ health: { path: '//elsewhere/health' } }, 'targets.0.health.path: expected a path such as /health'],
    [{ health: { json: [{ path: 'ok' }] } }, 'targets.0.health.json.0: expected one of equals, matches, exists, below beside the path'],
    [{ identity: { path: '/v', build: {} } }, 'targets.0.identity.build: expected {json: a path} or {header: a name}'],
    [{ journeys: [journey({}, { title: 'a', request: { path: '/{{id}}' } })] }, 'targets.0.journeys.0.steps.0.request.path: unknown {{id}}: no step before saves it and no variable has that name; known here: user'],
    [{ journeys: [journey({}, { title: 'a', request: { path: '/' }, save: { id: { json: 'id' } }, expect: { json: [{ path: 'id', equals: '{{id}}' }] } })] }, 'targets.0.journeys.0.steps.0.expect.json.0.equals: unknown {{id}}'],
    [{ journeys: [journey({ answeredBy: 'env' })] }, 'targets.0.journeys.0.answeredBy: no step saves env'],
    [{ journeys: [journey({}), journey({})] }, 'targets.0.journeys.1.id: there is a journey j already'],
    [{ journeys: [journey({ after: 'x' })] }, "targets.0.journeys.0.after: after x can't be followed"],
    [{ journeys: [journey({ after: 'j' })] }, "targets.0.journeys.0.after: after j can't be followed"],
    [{ journeys: [journey({ every: '10ms' })] }, 'targets.0.journeys.0.every: expected at least 1s'],
    [{ journeys: [journey({}, { title: 'a', request: { method: 'POST', path: '/', json: {}, form: {} } })] }, 'targets.0.journeys.0.steps.0.request: a request has one body: json or form'],
    [{ journeys: [journey({}, { title: 'a', request: { path: '/' }, expect: { headers: { a: '(' } } })] }, 'targets.0.journeys.0.steps.0.expect.headers.a: expected a regular expression'],
  ])('%j is a mistake with its path', (more, message) => {
    expect(mistakes(more).join('\n')).toContain(message)
  })
  it('knows what a journey before saved', () => {
    const first = { id: 'first', title: 'F', steps: [{ title: 'in', request: { path: '/' }, save: { token: { header: 'x-token' } } }] }
    expect(mistakes({ journeys: [journey({ after: 'first' }, { title: 'a', request: { path: '/', headers: { authorization: 'Bearer {{token}}' } } }), first] })).toEqual([])
  })
  it('a step of the rollback that names a journey which an application has not is a mistake of the step', () => {
    const plan = planWith([stage('one', '0s', '1m', step('a', 'auth', { with: { journey: 'log-in' } }), step('b', 'journeys', { with: { journeys: ['backtest', 'bactest'] } }))], { targets: [target.parse({ ...app, ...labApp })] })
    expect(checkSteps(plan).map(({ path, message }) => `${path.join('.')}: ${message}`)).toEqual([
      'rollback.stages.0.steps.0.with.journey: target green has no journey log-in', 'rollback.stages.0.steps.1.with.journeys.1: target green has no journey bactest',
    ])
  })
})
