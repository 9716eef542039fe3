/**
 * The colours as people without red or green cones see them (Machado, Oliveira, Fernandes 2009, whole severity; distances in
 * OKLab, of which 0.02 is just seen). The environments must differ by colour too; warnings and alarms may not, so shape and word tell them.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, test } from 'vitest'
import { EnvironmentShape, ToneShape } from '../../../../renderer/parts/mark.tsx'
import { automationWords, outcomeWords, runWords, sourceWords, stepWords, type Tone, type Worded } from '../../../../renderer/words/states.ts'

type Triple = readonly [number, number, number]
const eyes = {
  usual: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  protanopia: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  deuteranopia: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
} as const satisfies Record<string, readonly Triple[]>
const themes = ['light', 'dark'] as const

const css = readFileSync(join(import.meta.dirname, '../../../../renderer/theme/tokens.css'), 'utf8')
function token(name: string, theme: (typeof themes)[number]): Triple {
  const [, light, dark] = new RegExp(`--${name}: light-dark\\(#([0-9a-f]{6}), #([0-9a-f]{6})\\)`).exec(css) ?? []
  const hex = theme === 'light' ? light : dark
  if (hex === undefined) throw new Error(`no colour ${name}`)
  const linear = (at: number): number => {
    const part = parseInt(hex.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  }
  return [linear(0), linear(2), linear(4)]
}
const dot = (a: Triple, b: Triple): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
const seen = (colour: Triple, [r, g, b]: readonly [Triple, Triple, Triple]): Triple => {
  const within = (value: number): number => Math.min(1, Math.max(0, value))
  return [within(dot(r, colour)), within(dot(g, colour)), within(dot(b, colour))]
}
function oklab(colour: Triple): Triple {
  const roots: Triple = [
    Math.cbrt(dot([0.4122214708, 0.5363325363, 0.0514459929], colour)), Math.cbrt(dot([0.2119034982, 0.6806995451, 0.1073969566], colour)), Math.cbrt(dot([0.0883024619, 0.2817188376, 0.6299787005], colour)),
  ]
  return [dot([0.2104542553, 0.793617785, -0.0040720468], roots), dot([1.9779984951, -2.428592205, 0.4505937099], roots), dot([0.0259040371, 0.7827717662, -0.808675766], roots)]
}
const apart = (one: string, other: string, theme: (typeof themes)[number], eye: keyof typeof eyes): number => {
  const [a, b] = [one, other].map((name) => oklab(seen(token(name, theme), eyes[eye])))
  return a && b ? Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]) : Number.NaN
}
const views = themes.flatMap((theme) => (Object.keys(eyes) as (keyof typeof eyes)[]).map((eye) => [theme, eye] as const))

test.each(views)('%s, %s: blue and green are far apart', (theme, eye) => {
  expect(apart('blue', 'green', theme, eye)).toBeGreaterThan(0.25)
})
test.each(views)('%s, %s: whatever needs a person stands out from the text beside it', (theme, eye) => {
  for (const colour of ['warn', 'bad', 'unsure']) expect(apart(colour, 'text-2', theme, eye), colour).toBeGreaterThan(0.07)
})
test('warning, alarm and green are one colour to some, so no colour stands alone for them', () => {
  expect(Math.max(apart('warn', 'bad', 'light', 'deuteranopia'), apart('green', 'bad', 'light', 'deuteranopia'))).toBeLessThan(0.03)
})

describe('a state is told by shape and word', () => {
  test('each tone has a shape of its own, and so has each environment', () => {
    const tones = ['calm', 'busy', 'warn', 'bad', 'unsure', 'off'] as const satisfies readonly Tone[]
    const shapes = [...tones.map((tone) => renderToStaticMarkup(createElement(ToneShape, { tone }))), ...(['blue', 'green'] as const).map((of) => renderToStaticMarkup(createElement(EnvironmentShape, { of })).replace(/class="[^"]*"/, ''))]
    expect(new Set(shapes).size).toBe(shapes.length)
  })
  test.each<readonly [string, Readonly<Record<string, Worded>>]>([['outcomes', outcomeWords], ['steps', stepWords], ['runs', runWords], ['sources', sourceWords]])('%s: no two states bear the same word', (_, table) => {
    const words = Object.values(table).map(({ word }) => word)
    expect(words.every((word) => word.length > 1)).toBe(true)
    expect(new Set(words).size).toBe(words.length)
  })
  test('and the automation’s ways have titles', () => {
    expect(new Set(Object.values(automationWords).map(({ title }) => title)).size).toBe(3)
  })
})
