/**
 * Draws the icon: a 15 in a ring whose first quarter, fifteen minutes of an hour, is lit.
 * Run after a change: node build/icons/draw.ts
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { crc32, deflateSync } from 'node:zlib'

type Point = readonly [x: number, y: number]
type Stroke = { readonly points: readonly Point[]; readonly width: number; readonly colour: string }

const side = 64
const ground = '#0e1620'
const turn = (centre: Point, radius: number, from: number, to: number): readonly Point[] =>
  Array.from({ length: 49 }, (_, i) => {
    const angle = ((from + ((to - from) * i) / 48) * Math.PI) / 180
    return [centre[0] + radius * Math.sin(angle), centre[1] - radius * Math.cos(angle)]
  })

const strokes: readonly Stroke[] = [
  { points: turn([32, 32], 25.5, 99, 351), width: 5, colour: '#33465c' },
  { points: turn([32, 32], 25.5, 0, 90), width: 5, colour: '#4c9ffe' },
  { points: [[18.6, 26.2], [23.2, 22.4], [23.2, 42]], width: 4.6, colour: '#f2f6fb' },
  { points: [[43.4, 22.4], [34.4, 22.4], [33.3, 31], ...turn([37.6, 35.6], 6.4, -42, 228)], width: 4.6, colour: '#f2f6fb' },
]

function distance([x, y]: Point, [ax, ay]: Point, [bx, by]: Point): number {
  const [dx, dy] = [bx - ax, by - ay]
  const along = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)))
  return Math.hypot(x - ax - along * dx, y - ay - along * dy)
}
const toStroke = (at: Point, { points }: Stroke): number =>
  points.slice(1).reduce((least, point, i) => Math.min(least, distance(at, points[i] ?? point, point)), Infinity)
const channels = (colour: string): readonly number[] => [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16))

/** Coverage of a pixel, 0 to 1, by how far inside the edge its middle is. */
const cover = (inside: number, scale: number): number => Math.max(0, Math.min(1, inside * scale + 0.5))

function png(size: number): Buffer {
  const scale = size / side
  const rows = Buffer.alloc(size * (size * 4 + 1))
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const at: Point = [(column + 0.5) / scale, (row + 0.5) / scale]
      const colour = strokes.reduce((under, stroke) => {
        const part = cover(stroke.width / 2 - toStroke(at, stroke), scale)
        return channels(stroke.colour).map((over, i) => over * part + (under[i] ?? 0) * (1 - part))
      }, channels(ground))
      const alpha = cover(31.5 - Math.hypot(at[0] - 32, at[1] - 32), scale)
      rows.set([...colour.map(Math.round), Math.round(alpha * 255)], row * (size * 4 + 1) + 1 + column * 4)
    }
  }
  const chunk = (kind: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(kind), data])
    const frame = Buffer.alloc(8)
    frame.writeUInt32BE(data.length, 0)
    frame.writeUInt32BE(crc32(body), 4)
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(size, 0)
  header.writeUInt32BE(size, 4)
  header.set([8, 6], 8)
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), chunk('IHDR', header), chunk('IDAT', deflateSync(rows, { level: 9 })), chunk('IEND', Buffer.alloc(0))])
}

const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" fill="none" stroke-linecap="round" stroke-linejoin="round">
  <title>Fifteen</title>
  <circle cx="32" cy="32" r="31.5" fill="${ground}"/>
${strokes.map(({ points, width, colour }) => `  <path stroke="${colour}" stroke-width="${width}" d="M${points.map((point) => point.map((n) => n.toFixed(1)).join(' ')).join('L')}"/>`).join('\n')}
</svg>
`

writeFileSync(join(import.meta.dirname, 'icon.svg'), svg)
for (const size of [32, 256, 512]) writeFileSync(join(import.meta.dirname, `${size}.png`), png(size))
