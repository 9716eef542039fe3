import fc from 'fast-check'
import { expect, test } from 'vitest'
import { thin, type Places } from '../../../../renderer/screens/live/thin.ts'

type Values = readonly (number | null)[]
const lineOf = (avg: Values) => ({ t: avg.map((_, at) => at * 1_000), avg, min: avg.map((one) => one && one - 1), max: avg.map((one) => one && one + 1) })
const written = (places: Places) => Object.fromEntries(Object.entries(places).map(([key, values]) => [key, [...values]]))

/** Any times that go up, late and early ones too, and values with holes; what a chart shows of them; its columns. */
const sample = fc.record({ step: fc.integer({ min: 1, max: 3_000 }), value: fc.option(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { freq: 3 }), spread: fc.double({ min: 0, max: 1e3, noNaN: true }) })
const lines = fc.array(sample, { minLength: 1, maxLength: 400 }).map((samples) => {
  let at = 0
  const t = samples.map(({ step }) => (at += step))
  const spread = (sign: number): Values => samples.map(({ value, spread: by }) => (value === null ? null : value + sign * by))
  return { t, avg: samples.map(({ value }) => value), min: spread(-1), max: spread(1) }
})
const columns = fc.record({ last: fc.integer({ min: 1_000, max: 600_000 }), most: fc.integer({ min: 1, max: 300 }) })
const known = (values: Iterable<number | null>): number[] => [...values].flatMap((value) => (value === null || Number.isNaN(value) ? [] : [value]))

test('a line that fits is left as it is, its gaps as NaN', () => {
  expect(written(thin(lineOf([1, null, 3]), 3_000, 3))).toEqual({ t: [0, 1_000, 2_000], avg: [1, Number.NaN, 3], min: [0, Number.NaN, 2], max: [2, Number.NaN, 4] })
})
test('of each column the lowest, the highest and the mean stand at its end', () => {
  expect(written(thin(lineOf([1, 2, 3, 10, 20, 30]), 6_000, 2))).toEqual({ t: [2_000, 5_000], avg: [2, 20], min: [0, 9], max: [4, 31] })
})
test('a column that lacks a sample is none the worse, one that is missing by half breaks the line and still shows what is known', () => {
  expect(written(thin(lineOf([1, null, null, 4, 5, null, null, 7, 8, 9, null, null]), 12_000, 4))).toMatchObject({
    t: [0, 2_000, 5_000, 8_000, 9_000, 11_000], avg: [1, Number.NaN, 4.5, 7.5, 9, Number.NaN], max: [2, Number.NaN, 6, 9, 10, Number.NaN],
  })
  expect(written(thin(lineOf([null, null, 3, 4]), 4_000, 1))).toMatchObject({ t: [0, 3_000], avg: [Number.NaN, 3.5] })
})
test('as time goes on, what is drawn of the past stays as it was', () => {
  const values = Array.from({ length: 400 }, (_, at) => (at * 7_919) % 101)
  const all = lineOf(values)
  const upTo = (count: number): Places => thin({ t: all.t.slice(0, count), avg: values.slice(0, count), min: values.slice(0, count), max: values.slice(0, count) }, 300_000, 100)
  const [before, after] = [upTo(390), upTo(391)]
  expect(after.avg.slice(0, before.avg.length - 1)).toEqual(before.avg.slice(0, -1))
})
test('no lowest and no highest of a column of pixels is lost, and none is made up', () => {
  fc.assert(fc.property(lines, columns, (line, { last, most }) => {
    const places = thin(line, last, most)
    const columnOf = (at: number): number => Math.floor(at / (last / most))
    const ends = (times: Iterable<number>, values: Iterable<number | null>, end: (...all: number[]) => number): ReadonlyMap<number, number> => {
      const found = Map.groupBy([...values].map((value, index) => ({ value, column: columnOf([...times][index] ?? 0) })), ({ column }) => column)
      return new Map([...found].flatMap(([column, all]) => {
        const there = known(all.map(({ value }) => value))
        return there.length === 0 ? [] : [[column, end(...there)] as const]
      }))
    }
    expect(ends(places.t, places.min, Math.min)).toEqual(ends(line.t, line.min, Math.min))
    expect(ends(places.t, places.max, Math.max)).toEqual(ends(line.t, line.max, Math.max))
  }))
})
test('a gap of a column or more stays a gap, where nothing is missing none is made, and time goes on', () => {
  fc.assert(fc.property(lines, columns, (line, { last, most }) => {
    const places = thin(line, last, most)
    const { t, avg } = line
    const [width, broken] = [last / most, [...places.t].filter((_, index) => Number.isNaN(places.avg[index]))]
    expect([...places.t]).toEqual([...new Set(places.t)].toSorted((a, b) => a - b))
    expect(broken.every((at) => avg[t.indexOf(at)] === null || avg.length > most)).toBe(true)
    if (!avg.includes(null)) expect(broken).toEqual([])
    // Columns of which nothing is known break the line.
    for (const [column, all] of Map.groupBy(t.map((at, index) => ({ at, value: avg[index] })), ({ at }) => Math.floor(at / width)))
      if (all.every(({ value }) => value === null)) expect(broken.some((at) => Math.floor(at / width) === column)).toBe(true)
  }))
})
test('there are about as many places as were asked for', () => {
  fc.assert(fc.property(fc.integer({ min: 400, max: 4_000 }), fc.integer({ min: 1, max: 399 }), (count, most) => {
    const line = lineOf(Array.from({ length: count }, (_, at) => at))
    expect(thin(line, count * 1_000, most).t.length).toBeLessThanOrEqual(most + 1)
  }))
})
