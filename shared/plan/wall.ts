import { z } from 'zod'

/**
 * Where a shared war room may be served. Nothing is served before an operator shares it, and then on this machine alone unless `host`
 * says otherwise: 0.0.0.0 is every address of this machine. `names`: further names by which it is asked for.
 */
export const wall = z.strictObject({
  host: z.string().min(1).default('127.0.0.1'),
  port: z.int().min(1).max(65_535).default(4_820),
  names: z.array(z.string().regex(/^[a-z0-9.-]+$/)).max(10).default([]),
})
export type WallSettings = z.infer<typeof wall>
