import { expect, test } from 'vitest'
import { statusLines, statusOf } from '../../../../electron/cli/status-text.ts'
import type { OpenedPlan } from '../../../../shared/contract.ts'
import { emptyState } from '../../../../shared/state.ts'
import { demoFrame, type Mood } from '../../../doubles/demo-frame.ts'
import { tbsPlan } from '../../shared/plan/tbs-plan.ts'
import { plain } from './plain.ts'

const plan = tbsPlan()
const opened: OpenedPlan = { plan, hash: 'h', from: 'built-in', mistakes: [], findings: [] }
const clock = { wall: () => Date.UTC(2026, 0, 5, 3), mono: () => 4_000_000, boot: 'b' }
const status = (mood: Partial<Mood>) =>
  statusOf({ home: '/h', own: false, opened, state: emptyState, frame: demoFrame({ plan, state: emptyState, mood: { bad: 'none', share: 0.4, blocked: false, ...mood }, clock, number: 1 }) })
const text = (mood: Partial<Mood>): string => statusLines(status(mood), plain).join('\n')

test('healthy and ready is well', () => {
  expect(status({})).toMatchObject({ ok: true, console: 'running', phase: null, automation: 'automatic', run: null, at: '2026-01-05T03:00:00.000Z' })
  expect(text({})).toMatch(/^TBS[^]*Console of \/h \(running\)[^]*Green +answers[^]*Rollback: ready/)
})

test('a pending gate is told with its reason, and is well; a firing one is not', () => {
  expect(status({ bad: 'pending' }).ok).toBe(true)
  expect(text({ bad: 'pending' })).toMatch(/0 firing, 1 pending[^]*pending +\S.*\(green\): error rate 31.4 %/)
  expect(status({ bad: 'firing' }).ok).toBe(false)
  expect(text({ bad: 'firing' })).toMatch(/1 firing, 0 pending/)
})

test('what blocks a rollback is told, and is not well', () => {
  expect(status({ blocked: true }).ok).toBe(false)
  expect(text({ blocked: true })).toMatch(/Rollback: not ready[^]*  blocks +\S/)
})

test('a plan that is not the one asked for is told', () => {
  const mistakes = [{ line: 1, column: 1, path: '', message: 'm', mend: 'n' }]
  const frame = demoFrame({ plan, state: emptyState, mood: { bad: 'none', share: 0, blocked: false }, clock, number: 1 })
  const found = statusOf({ home: '/h', own: true, opened: { ...opened, from: 'last good', mistakes }, state: emptyState, frame })
  expect(found).toMatchObject({ console: 'opened for this', plan: { from: 'last good', mistakes: 1 } })
  expect(statusLines(found, plain)[0]).toContain('(last good; the plan asked for has 1 mistake), phase none')
})
