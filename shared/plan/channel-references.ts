/** What the communication tree names must be there: audiences, their channels, and addresses where e-mail goes. */
import { publicWords, wordsIn } from '../communication-text.ts'
import type { Plan } from '../plan.ts'
import { isPublicKind, type Audience } from './channels.ts'
import { contactsOf } from './contacts.ts'
import { unknown, type Path, type ReferenceMistake } from './reference-mistake.ts'

/** By its id, or as the tree names it. */
export const audienceNamed = ({ people }: Pick<Plan, 'people'>, name: string): Audience | undefined =>
  people.audiences.find((one) => one.id === name || one.title === name)

export function channelReferences(plan: Plan): readonly ReferenceMistake[] {
  const { channels, audiences, communication, statusPage } = plan.people
  const contacts = contactsOf(plan)
  const ids = channels.map(({ id }) => id)
  const ofAudience = (one: Audience, index: number): readonly ReferenceMistake[] => {
    const at: Path = ['people', 'audiences', index]
    return [
      ...one.channels.flatMap((id, place): readonly ReferenceMistake[] => {
        const path = [...at, 'channels', place]
        const found = channels.find((channel) => channel.id === id)
        if (found === undefined) return [unknown(path, 'channel', id, ids)]
        if (isPublicKind(found.kind) && !one.public) return [{ path, message: `everyone reads channel "${id}", and audience "${one.id}" is told what is not for everyone`, mend: 'Mark this audience `public: true`, or take the channel out.' }]
        return found.kind === 'smtp' && one.to.length === 0 ? [{ path, message: `audience "${one.id}" has nobody to whom channel "${id}" could write`, mend: 'Add addresses or contacts under `to`.' }] : []
      }),
      ...one.to.flatMap((name, place): readonly ReferenceMistake[] =>
        name.includes('@') || name.startsWith('${') || contacts.some(({ id }) => id === name) ? [] : [unknown([...at, 'to', place], 'contact', name, contacts.map(({ id }) => id))]),
    ]
  }
  const known = audiences.flatMap(({ id, title }) => [title, id])
  // A plan that sends nothing has a tree all the same, for people to follow.
  const tree = audiences.length === 0 ? [] : communication.internal.flatMap(({ audience }, index) => audience.flatMap((name, place) =>
    audienceNamed(plan, name) ? [] : [unknown(['people', 'communication', 'internal', index, 'audience', place], 'audience', name, known)]))
  const users = communication.users.flatMap(({ audience: name, template }, index): readonly ReferenceMistake[] => {
    const at: Path = ['people', 'communication', 'users', index]
    if (name === undefined) return []
    const found = audienceNamed(plan, name)
    if (found === undefined) return [unknown([...at, 'audience'], 'audience', name, known)]
    if (!found.public) return [{ path: [...at, 'audience'], message: `"${name}" is no public audience`, mend: 'Mark it `public: true`.' }]
    return template === undefined ? [] : notPublic([...at, 'template'], template)
  })
  const pages = channels.flatMap(({ kind }, index): readonly ReferenceMistake[] =>
    kind === 'status-page' && statusPage === undefined ? [{ path: ['people', 'channels', index], message: 'the plan has no status page to write to', mend: 'Add `people.statusPage` with a title.' }] : [])
  return [...audiences.flatMap(ofAudience), ...tree, ...users, ...pages]
}

/** Words that would tell users what is not for them. */
const notPublic = (at: Path, template: { readonly title: string; readonly text: string }): readonly ReferenceMistake[] =>
  (['title', 'text'] as const).flatMap((part) => wordsIn(template[part]).flatMap((word): readonly ReferenceMistake[] =>
    (publicWords as readonly string[]).includes(word) ? [] : [{ path: [...at, part], message: `{${word}} is not for users`, mend: `Use one of ${publicWords.map((one) => `{${one}}`).join(', ')}.` }]))
