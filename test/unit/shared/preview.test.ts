import { expect, it } from 'vitest'
import { latestRestoreText } from '../../../shared/preview.ts'

it.each([
  { deadline: 900_000, takes: undefined, said: 'Latest moment for a restore: not known, since none was ever measured.' },
  { deadline: 900_000, takes: 240_000, said: 'Latest moment for a restore: 11:00 after the start, since it took 4 min.' },
  { deadline: 900_000, takes: 900_000, said: 'Latest moment for a restore: 0:00 after the start, since it took 15 min.' },
  { deadline: 900_000, takes: 900_001, said: 'A restore took 15 min 0 s: it does not fit in the 15:00 at all.' },
])('a restore that takes $takes of $deadline: $said', ({ deadline, takes, said }) => {
  expect(latestRestoreText(deadline, takes)).toBe(said)
})
