/** Changes gates in a plan's text: only the figures that changed are written anew, and all else, comments too, stays as it stands. */
import { isMap, isNode, isScalar, isSeq, parseDocument, type YAMLMap } from 'yaml'
import type { GateChange } from '../../shared/replay.ts'

type Edit = { readonly from: number; readonly to: number; readonly text: string }

const written = (value: NonNullable<GateChange['threshold']> | number): string => {
  if (typeof value === 'number') return value % 1_000 === 0 ? `${value / 1_000}s` : `${value}ms`
  return 'value' in value ? `{ value: ${value.value} }` : `{ ratio: ${value.ratio}, of: ${value.of} }`
}

/** In place of the value that is there, or as a line after the gate's id. */
function editOf(text: string, gate: YAMLMap, key: string, value: string): Edit {
  const present = gate.get(key, true)
  if (isNode(present) && present.range) return { from: present.range[0], to: present.range[1], text: value }
  const id = gate.items.find((pair) => isScalar(pair.key) && pair.key.value === 'id')
  const [keyAt, after] = [isNode(id?.key) ? (id.key.range?.[0] ?? 0) : 0, isNode(id?.value) ? (id.value.range?.[1] ?? 0) : 0]
  const indent = ' '.repeat(keyAt - text.lastIndexOf('\n', keyAt) - 1)
  return { from: after, to: after, text: gate.flow === true ? `, ${key}: ${value}` : `\n${indent}${key}: ${value}` }
}

/** @throws RangeError where the text has no such gate */
export function changeGates(text: string, changes: readonly GateChange[]): string {
  const gates = parseDocument(text).get('gates')
  const items = isSeq(gates) ? gates.items : []
  const edits = changes.flatMap(({ gate, ...changed }): readonly Edit[] => {
    const found = items.find((item): item is YAMLMap => isMap(item) && item.get('id') === gate)
    if (found === undefined) throw new RangeError(`the plan's text has no gate ${gate}`)
    return Object.entries(changed).flatMap(([key, value]) => (value === undefined ? [] : [editOf(text, found, key, written(value))]))
  })
  return edits.toSorted((a, b) => b.from - a.from).reduce((now, { from, to, text: put }) => now.slice(0, from) + put + now.slice(to), text)
}
