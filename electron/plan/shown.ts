import type { Role } from '../../shared/contract.ts'
import type { Entry } from '../../shared/journal.ts'
import type { Contact, Plan } from '../../shared/plan.ts'

const nameAlone = ({ phone: _phone, email: _email, ...contact }: Contact): Contact => contact

/**
 * The plan as screens may have it: a target's own settings and the archive's hold addresses and what `${TOKEN}` stood for,
 * and stay here; so does what a benchmark sends, where logs are read, and the
 * database that consoles share. Who only looks has people's names, and neither their telephones nor their addresses. The contract's `bench` says what it does in words, its `messages` which channels there are.
 */
export const shownPlan = ({ archive: _archive, logs: _logs, team: _team, ...plan }: Plan, role: Role = 'viewer'): Plan => ({
  ...plan,
  people: { ...plan.people, channels: [], contacts: role === 'operator' ? plan.people.contacts : plan.people.contacts.map(nameAlone), audiences: plan.people.audiences.map((one) => ({ ...one, to: [] })) },
  targets: plan.targets.map(({ id, kind, environment, every, timeout }) => ({ id, kind, every, timeout, ...(environment !== undefined && { environment }) })),
  benchmarks: [],
})

/** An entry as screens may have it: the plan's whole text, with everybody's telephone in it, is for who acts. */
export const shownEntry = (role: Role) => (entry: Entry): Entry =>
  role === 'viewer' && entry.kind === 'plan.pinned' ? { ...entry, data: { ...entry.data, text: '' } } : entry
