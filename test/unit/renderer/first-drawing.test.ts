import { expect, test } from 'vitest'
import { drawFirst, emptyFor } from '../../../renderer/first-drawing.ts'
import { createStore, type View } from '../../../renderer/store.ts'

const part = <K extends keyof View>(name: K): Partial<View> => ({ [name]: {} }) as Partial<View>

/** A page that is about to be drawn, and the end of its patience. */
function empty() {
  const store = createStore()
  let drawn = 0
  let late: (() => void) | undefined
  drawFirst({
    store,
    later: (act, ms) => {
      expect(ms).toBe(emptyFor)
      late = act
      return () => (late = undefined)
    },
    draw: () => (drawn += 1),
  })
  return { store, drawn: () => drawn, waits: () => late?.() }
}

test('the page is drawn once it has all that it shows first, and once', () => {
  const { store, drawn, waits } = empty()
  store.set(part('opened'))
  store.set(part('frame'))
  expect(drawn()).toBe(0)
  store.set(part('state'))
  expect(drawn()).toBe(1)
  store.set(part('frame'))
  waits()
  expect(drawn()).toBe(1)
})

test('a window is not left empty for long', () => {
  const { store, drawn, waits } = empty()
  waits()
  expect(drawn()).toBe(1)
  for (const name of ['opened', 'frame', 'state'] as const) store.set(part(name))
  expect(drawn()).toBe(1)
})

test('that the engine is lost is shown at once', () => {
  const { store, drawn } = empty()
  store.set({ connection: { status: 'lost', since: 0 } })
  expect(drawn()).toBe(1)
})
