/**
 * The page that users read in a disturbance: what they were told, and nothing else. Files in one folder, each replaced as a whole:
 * `index.html` and `feed.xml` for any web server, `items.json` for the next start. Plan: "System Status Page".
 */
import { createHash } from 'node:crypto'
import { mkdir, readFile } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import { z } from 'zod'
import type { Clock } from '../../shared/clock.ts'
import type { StatusPageSettings } from '../../shared/plan.ts'
import { writeAtomic } from '../atomic-file.ts'
import { openItems, statusFeed, statusHtml, type StatusItem } from './status-html.ts'

export type StatusMessage = { readonly key: string; readonly title: string; readonly text: string; readonly at: number; readonly incident?: string; readonly over: boolean }
export type StatusPage = {
  readonly folder: string
  /** The same key is on the page once. @returns the proof. @throws where it can't be written; nothing is changed then */
  readonly publish: (message: StatusMessage) => Promise<string>
  readonly html: () => string
  readonly feed: () => string
  readonly items: () => readonly StatusItem[]
}

const item = z.strictObject({ key: z.string(), group: z.string().optional(), title: z.string(), text: z.string(), at: z.number(), over: z.boolean() })
const kept = z.strictObject({ version: z.literal(1), writtenAt: z.number(), items: z.array(item).max(10_000) })
type Kept = { readonly writtenAt: number; readonly items: readonly StatusItem[] }

/** Names that lead back to nothing of ours. */
const publicName = (name: string): string => createHash('sha256').update(name).digest('hex').slice(0, 16)

/** The file is missing at the first start; one that can't be understood is put right by the next message, and said. */
async function readKept(file: string, onDamaged: (error: unknown) => void): Promise<Kept | undefined> {
  try {
    return kept.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') onDamaged(error)
    return undefined
  }
}

/** Newest first; an incident that is not over stays, however old. */
function without(items: readonly StatusItem[], before: number): readonly StatusItem[] {
  const open = new Set(openItems(items).map(({ group }) => group))
  return items.filter(({ at, group }) => at >= before || (group !== undefined && open.has(group)))
}

/** @param link how users reach it, where the plan does not say. @param before what was on it where it was until now. @throws where the folder can't be made or written */
export async function openStatusPage({ settings, home, clock, onDamaged, before = [], link = 'http://localhost/' }: {
  readonly settings: StatusPageSettings
  readonly home: string
  readonly clock: Clock
  readonly onDamaged: (error: unknown) => void
  readonly before?: readonly StatusItem[]
  readonly link?: string
}): Promise<StatusPage> {
  const folder = isAbsolute(settings.folder) ? settings.folder : join(home, settings.folder)
  const at = (name: string): string => join(folder, name)
  const address = (settings.address ?? link).replace(/\/*$/, '/')
  await mkdir(folder, { recursive: true })
  const { title, keep } = settings
  const found = await readKept(at('items.json'), onDamaged)
  let now: Kept = found ?? { writtenAt: clock.wall(), items: [] }
  const moved = before.filter(({ key }) => !now.items.some((one) => one.key === key))
  if (moved.length > 0) now = { ...now, items: [...moved, ...now.items].toSorted((a, b) => b.at - a.at) }
  const html = (of: Kept): string => statusHtml({ title, ...of })
  const feed = (of: Kept): string => statusFeed({ title, ...of, link: address })
  const write = async (next: Kept): Promise<void> => {
    // The feed and the page last: what they say is kept by then.
    await writeAtomic(at('items.json'), `${JSON.stringify({ version: 1, ...next })}\n`, 0o644)
    await writeAtomic(at('feed.xml'), feed(next), 0o644)
    await writeAtomic(at('index.html'), html(next), 0o644)
  }
  await write(now)
  // One after the other: two messages at once would each lose the other.
  let turn: Promise<unknown> = Promise.resolve()
  const add = async ({ key, title, text, at: moment, incident, over }: StatusMessage): Promise<string> => {
    const made: StatusItem = { key: publicName(key), title, text, at: moment, over, ...(incident !== undefined && { group: publicName(incident) }) }
    const items = without([made, ...now.items.filter((one) => one.key !== made.key)].toSorted((a, b) => b.at - a.at), clock.wall() - keep)
    const next = { writtenAt: clock.wall(), items }
    await write(next)
    now = next
    return `written as ${made.key} to ${at('index.html')}, sha256 ${createHash('sha256').update(html(next)).digest('hex').slice(0, 16)}`
  }
  return {
    folder,
    publish: (message) => {
      const one = turn.then(() => add(message))
      turn = one.catch(() => undefined)
      return one
    },
    html: () => html(now),
    feed: () => feed(now),
    items: () => now.items,
  }
}
