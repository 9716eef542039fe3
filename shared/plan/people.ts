import { z } from 'zod'
import { duration } from '../duration.ts'
import { audience, channel, outboxSettings, sends, statusPage, template, updates } from './channels.ts'
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
    internal: z.array(z.strictObject({
      id: z.string(), title: z.string(), within: duration, audience: z.array(z.string()).min(1),
      /** Absent: at once where it is immediate, else by a press. */
      sends: sends.optional(), template: template.optional(),
    })),
    /** Without an audience it is words. `when`: at an incident, or after it. */
    users: z.array(z.strictObject({
      id: z.string(), title: z.string(), text: z.string(),
      audience: z.string().optional(), within: duration.prefault('0s'), when: z.enum(['incident', 'closed']).default('incident'), sends: sends.default('by hand'), template: template.optional(),
    })),
    /** Incidents that start the tree; a rollback starts it whatever its severity. */
    severities: z.array(z.enum(['P0', 'P1', 'P2'])).default(['P0', 'P1']),
    updates: updates.optional(),
  }),
  channels: z.array(channel).default([]),
  audiences: z.array(audience).default([]),
  outbox: outboxSettings.prefault({}),
  statusPage: statusPage.optional(),
  postIncident: z.array(z.strictObject({ id: z.string(), title: z.string(), within: z.union([duration, z.literal('before the next phase')]) })),
})
export type People = z.infer<typeof people>
