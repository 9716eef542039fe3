/**
 * The phone tree as one page: who is called in which order, with numbers, for when nothing else works. No script, nothing from
 * elsewhere: it is read from a disk or from paper. Pure. Plan: "Escalation Matrix", "Communication Tree".
 */
import { durationText } from './duration.ts'
import { onCallNow, turnsBetween, type Override } from './on-call.ts'
import type { Contact, Plan } from './plan.ts'
import { dayIn, timeIn } from './zoned.ts'

const weeksTold = 4
const week = 7 * 86_400_000

export type TreePerson = { readonly name: string; readonly role: string; readonly phone: string; readonly email: string; readonly placeholder: boolean }
export type PhoneTree = {
  readonly title: string
  readonly now: readonly { readonly duty: string; readonly person: TreePerson; readonly until: string; readonly then: string; readonly authority: string }[]
  readonly ways: readonly { readonly severity: string; readonly title: string; readonly steps: readonly { readonly title: string; readonly person: string; readonly phone: string; readonly within: string }[]; readonly then: string }[]
  readonly circles: readonly { readonly title: string; readonly within: string; readonly audience: string }[]
  readonly turns: readonly { readonly from: string; readonly duty: string; readonly name: string; readonly phone: string; readonly instead: string }[]
  readonly people: readonly TreePerson[]
}

export const zonedText = (zone: string, wall: number): string => `${dayIn(zone, wall)} ${timeIn(zone, wall)} ${zone}`
const none = 'not in the plan'
const personOf = ({ name, role = '', phone = none, email = none, placeholder }: Contact): TreePerson => ({ name, role, phone, email, placeholder })

export function phoneTreeOf({ title, people }: Pick<Plan, 'title' | 'people'>, overrides: readonly Override[], wall: number): PhoneTree {
  const now = onCallNow(people, overrides, wall)
  const contactOf = (id: string): Contact | undefined => people.contacts.find((one) => one.id === id)
  return {
    title,
    now: now.map(({ rotation, contact, next }) => ({
      duty: rotation.title, person: personOf(contact), until: next ? zonedText(rotation.zone, next.at) : 'no end in sight', then: next?.contact.name ?? contact.name,
      authority: people.onCall.find(({ id }) => id === rotation.duty)?.authority.join('; ') ?? '',
    })),
    ways: people.escalation.map(({ severity, title: what, levels, repeat, then, path }) => ({
      severity, title: what,
      steps: levels.map(({ duty, within }) => {
        const own = now.find(({ rotation }) => rotation.duty === duty)
        return { title: own?.rotation.title ?? duty, person: own?.contact.name ?? 'nobody', phone: own?.contact.phone ?? none, within: durationText(within) }
      }),
      then: [...(repeat === undefined ? [] : [`the last again every ${durationText(repeat)}`]), ...(then === undefined && levels.length > 0 ? [] : [path.at(-1) ?? ''])].join('; '),
    })),
    circles: people.communication.internal.map(({ title: what, within, audience }) => ({ title: what, within: durationText(within), audience: audience.join(', ') })),
    turns: people.rotation.flatMap((rotation) => turnsBetween(rotation, overrides, wall, wall + weeksTold * week).map((turn) => ({ turn, rotation }))).toSorted((a, b) => a.turn.from - b.turn.from)
      .map(({ turn, rotation }) => ({
        from: zonedText(rotation.zone, turn.from), duty: rotation.title, name: contactOf(turn.contact)?.name ?? turn.contact, phone: contactOf(turn.contact)?.phone ?? none,
        instead: turn.instead === undefined ? '' : `for ${contactOf(turn.instead)?.name ?? turn.instead}`,
      })),
    people: people.contacts.map(personOf),
  }
}

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  `<table><thead><tr>${head.map((one) => `<th scope="col">${escape(one)}</th>`).join('')}</tr></thead><tbody>${rows.map((cells) => `<tr>${cells.map((one) => `<td>${escape(one)}</td>`).join('')}</tr>`).join('')}</tbody></table>`
const nameOf = ({ name, placeholder }: TreePerson): string => (placeholder ? `${name} (placeholder, to be replaced)` : name)

const style = 'body{font:15px/1.45 system-ui,sans-serif;color:#111;background:#fff;max-width:900px;margin:24px auto;padding:0 20px}h1{font-size:24px;margin:0}h2{font-size:17px;margin:22px 0 6px}table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:4px 10px 4px 0;border-bottom:1px solid #ccc;vertical-align:top}p{margin:4px 0}@page{size:A4;margin:14mm}@media print{body{margin:0;max-width:none;padding:0;font-size:11pt}tr{break-inside:avoid}}'

/** @param written wall ms. @returns a whole HTML file */
export function phoneTreeHtml(tree: PhoneTree, written: number): string {
  const ways = tree.ways.map(({ severity, title, steps, then }) => `<h2>${escape(`${severity}: ${title}`)}</h2>${steps.length === 0 ? '' : table(['', 'Call', 'Who', 'Phone', 'Answers within'], steps.map((one, index) => [String(index + 1), one.title, one.person, one.phone, one.within]))}${then === '' ? '' : `<p>Then: ${escape(then)}.</p>`}`)
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escape(`Phone tree: ${tree.title}`)}</title><style>${style}</style></head><body>
<h1>Phone tree</h1><p>${escape(tree.title)}</p><p>Written ${escape(zonedText('UTC', written))} by Fifteen. Turns are told for ${weeksTold} weeks from then; who stood in later is not on this page.</p>
<h2>On call when this was written</h2>${table(['Duty', 'Who', 'Phone', 'E-mail', 'Until', 'Then', 'May, without asking'], tree.now.map((one) => [one.duty, nameOf(one.person), one.person.phone, one.person.email, one.until, one.then, one.authority]))}
${ways.join('\n')}
<h2>Who is told</h2>${table(['When', 'Within', 'Whom'], tree.circles.map(({ title, within, audience }) => [title, within, audience]))}
<h2>Turns</h2>${table(['From', 'Duty', 'Who', 'Phone', ''], tree.turns.map((one) => [one.from, one.duty, one.name, one.phone, one.instead]))}
<h2>Everyone</h2>${table(['Who', 'Role', 'Phone', 'E-mail'], tree.people.map((one) => [nameOf(one), one.role, one.phone, one.email]))}
</body></html>
`
}
