import { expect, test } from 'vitest'
import { withOthers } from '../../../../renderer/screens/incidents/with-others.ts'
import type { Entry } from '../../../../shared/journal.ts'
import { chainedJournal } from '../../../doubles/chained-journal.ts'
import { fakeTime } from '../../../doubles/fake-time.ts'

const ada = { kind: 'person', name: 'Ada', role: 'operator' } as const

test('entries of all consoles stand in the one order, and beyond a page that is not the last nothing does', () => {
  const time = fakeTime()
  const [own, other] = ['c-a', 'c-b'].map((name) => chainedJournal(name, time.clock))
  if (own === undefined || other === undefined) throw new Error('no journals')
  for (const [journal, text] of [[own, '1'], [other, '2'], [own, '3'], [other, '4']] as const) {
    time.sleep(10)
    journal.append({ kind: 'incident.note', who: ada, incident: 'i-1', data: { text } })
  }
  const texts = (entries: readonly Entry[]): readonly string[] => entries.map((entry) => (entry.kind === 'incident.note' ? entry.data.text : ''))
  expect(texts(withOthers(own.all(), other.all(), true))).toEqual(['1', '2', '3', '4'])
  expect(texts(withOthers(own.all(), other.all(), false))).toEqual(['1', '2', '3'])
  expect(withOthers(own.all(), [], false)).toBe(own.all())
  // What a console has heard of stands before what it writes, whatever its clock says.
  own.seen(time.clock.wall() + 60_000)
  own.append({ kind: 'incident.note', who: ada, incident: 'i-1', data: { text: '5' } })
  expect(texts(withOthers(own.all(), other.all(), true))).toEqual(['1', '2', '3', '4', '5'])
})
