/**
 * Pages of help: made from the plan's own sections, so that no word stands twice; a page of the plan's `help` with the same
 * id takes the place of one, another comes after them. Pure. Plan: "Onboarding Materials", "EMERGENCY RESPONSE PROCEDURES".
 */
import { clockText, durationText } from './duration.ts'
import type { HelpPage, Plan } from './plan.ts'

const named = (list: readonly { readonly title: string; readonly text: string }[]): string => list.map(({ title, text }) => `- **${title}**: ${text}`).join('\n')
const lines = (list: readonly string[]): string => list.map((one) => `- ${one}`).join('\n')

const migrationGuide = ({ environments: { blue, green }, onboarding }: Plan): string => `
From **${blue.title}** (${blue.description}, ${blue.technology}) to **${green.title}** (${green.description}, ${green.technology}).

${named(onboarding.migrationGuide)}

## Training
${named(onboarding.training)}

## Features
${named(onboarding.featureFlags)}`

const quickReference = ({ phases, rollback, gates }: Plan): string => `
## Roll back
Hold **Roll back** for 1.2 s, on any screen, or hold Space or Enter on it. The whole takes ${clockText(rollback.deadline)} at the most; an automatic one gives you ${clockText(rollback.validation)} to confirm or to veto.

${rollback.stages.map(({ title, from, to }, index) => `${index + 1}. **${title}**: minutes ${from / 60_000} to ${to / 60_000}`).join('\n')}

## When to press it
${lines(rollback.manualTriggers.map(({ title }) => title))}

## What presses by itself
${lines(gates.filter(({ response, mode }) => response === 'rollback' && mode === 'act').map((gate) => `${gate.title}, ${gate.for === 0 ? 'at once' : `for ${durationText(gate.for)}`}`))}

## Phases
${phases.map(({ title, days, objective, users }) => `- **${title}** (days ${days.from} to ${days.to}): ${objective}${users ? `; ${users.min} to ${users.max} ${users.title}` : ''}`).join('\n')}`

const demo = ({ lab, onboarding }: Plan): string => `
${onboarding.training.filter(({ title }) => /demo/i.test(title)).map(({ title, text }) => `**${title}**: ${text}.`).join(' ')}

${lab === undefined ? 'This plan has no practice lab: `npm start` without a plan opens one.' : `
1. Open **Practice lab** on the Live screen: ${lab.users} users trade on both environments, and nothing of it is real.
2. Switch on **Failing requests** for green, and watch the gate **Error burst** go pending, then firing.
3. A rollback opens by itself. Confirm it, or veto it with a reason.
4. Follow its steps on the Rollback screen; the record of it is on Incidents.
5. Start a **drill** on the Drills screen: the same, with a score.`}`

const support = ({ people: { coverage, onCall, escalation, communication, postIncident } }: Plan): string => `
${coverage}

${onCall.map(({ title, role, respondWithin, authority, duties }) => `## ${title}: ${role}
${lines([...(respondWithin === undefined ? [] : [`answers within ${durationText(respondWithin)}`]), ...authority.map((one) => `may: ${one}`), ...duties])}`).join('\n\n')}

## Escalation
${escalation.map(({ severity, title, path }) => `- **${severity}, ${title}**: ${path.join(' → ')}`).join('\n')}

## Who is told
${communication.internal.map(({ title, audience }) => `- **${title}**: ${audience.join(', ')}`).join('\n')}
${named(communication.users)}

## After an incident
${postIncident.map(({ title, within }, index) => `${index + 1}. **${title}**: ${typeof within === 'number' ? `within ${durationText(within)}` : within}`).join('\n')}`

export function helpPages(plan: Plan): readonly HelpPage[] {
  const own: readonly HelpPage[] = [
    { id: 'migration-guide', title: 'Migration guide', text: migrationGuide(plan) },
    { id: 'quick-reference', title: 'Quick reference', text: quickReference(plan) },
    { id: 'demo', title: 'Hands-on demo', text: demo(plan) },
    { id: 'support', title: 'Support procedures', text: support(plan) },
  ]
  return [...own.map((page) => plan.help.find(({ id }) => id === page.id) ?? page), ...plan.help.filter(({ id }) => !own.some((page) => page.id === id))]
}

/** What a page says, without Markdown's marks: what a search looks through. */
export const plainText = (markdown: string): string =>
  markdown.replaceAll(/^[ \t]*(?:#{1,6}|[-*+]|\d+\.)[ \t]+/gm, '').replaceAll(/!?\[([^\]\n]*)\]\([^)\n]*\)/g, '$1').replaceAll(/\*\*|`/g, '')
