/**
 * A cut of a series as bytes: its states, then its figures, deflated. The bytes of the figures are laid byte place by
 * byte place: neighbours in time share the upper ones, and so a block shrinks to a fraction.
 */
import { deflate, inflateSync } from 'node:zlib'
import { promisify } from 'node:util'
import type { Cut } from './ring.ts'

const deflated = promisify(deflate)
const width = Float64Array.BYTES_PER_ELEMENT

/** Deflated beside the loop, not on it. */
export function pack({ states, values }: Pick<Cut, 'states' | 'values'>): Promise<Uint8Array> {
  const count = values.length
  const bytes = new Uint8Array(states.length + count * width)
  bytes.set(states)
  const view = new Uint8Array(values.buffer, values.byteOffset, count * width)
  for (let place = 0; place < width; place += 1)
    for (let index = 0; index < count; index += 1) bytes[states.length + place * count + index] = view[index * width + place] ?? 0
  return deflated(bytes)
}

/**
 * @param slots that the block holds
 * @param columns figures a slot
 * @throws Error for bytes that are not such a block; zlib's checksum is in it
 */
export function unpack(data: Uint8Array, slots: number, columns: number): Pick<Cut, 'states' | 'values'> {
  const count = slots * columns
  const length = slots + count * width
  const bytes = inflateSync(data, { maxOutputLength: length })
  if (bytes.length !== length) throw new RangeError(`a block of ${slots} slots and ${columns} columns has ${length} bytes, not ${bytes.length}`)
  const values = new Float64Array(count)
  const view = new Uint8Array(values.buffer)
  for (let place = 0; place < width; place += 1)
    for (let index = 0; index < count; index += 1) view[index * width + place] = bytes[slots + place * count + index] ?? 0
  return { states: new Uint8Array(bytes.subarray(0, slots)), values }
}
