/** The hash of a file that may be large. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'

export async function sha256Of(file: string): Promise<string> {
  const sum = createHash('sha256')
  for await (const chunk of createReadStream(file, { highWaterMark: 1_048_576 })) sum.update(chunk as Buffer)
  return sum.digest('hex')
}
