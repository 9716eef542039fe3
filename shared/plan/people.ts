import { z } from 'zod'
import { duration } from '../duration.ts'
import { businessHours, contact, escalationWay, paging, rotation } from './on-call.ts'

/** Plan: "EMERGENCY RESPONSE PROCEDURES". */
export const people = z.strictObject({
  onCall: z.array(
    z.strictObject({
      id: z.string(),
      title: z.string(),
      role: z.string(),
      respondWithin: duration.optional(),
      authority: z.array(z.string()),
      /** Plan: "Execute rollback procedures without approval". */
      rollsBack: z.boolean().optional(),
      duties: z.array(z.string()),
    }),
  ),
  coverage: z.string(),
  contacts: z.array(contact).default([]),
  rotation: z.array(rotation).default([]),
  businessHours: businessHours.optional(),
  paging: paging.prefault({}),
  escalation: z.array(
    z.strictObject({ severity: z.enum(['P0', 'P1', 'P2']), title: z.string(), path: z.array(z.string()).min(1), ...escalationWay }),
  ),
  communication: z.strictObject({
    internal: z.array(z.strictObject({ id: z.string(), title: z.string(), within: duration, audience: z.array(z.string()).min(1) })),
    users: z.array(z.strictObject({ id: z.string(), title: z.string(), text: z.string() })),
  }),
  postIncident: z.array(z.strictObject({ id: z.string(), title: z.string(), within: z.union([duration, z.literal('before the next phase')]) })),
})
export type People = z.infer<typeof people>
