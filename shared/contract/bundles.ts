import { z } from 'zod'
import { sha256 } from '../attachment.ts'
import { redactions, type BundleInfo } from '../bundle.ts'
import type { Incident } from '../incident.ts'
import { entryKinds, type Entry } from '../journal.ts'
import { command, eventIterator, query, type } from './base.ts'
import type { Attached } from './attachments.ts'
import type { Timeline } from './incidents.ts'
import { logLinesAsked, type LogLines, type LogSources } from './logs.ts'

/** Base64 of one piece of a file, and whether there are more after it. */
export type Piece = { readonly data: string; readonly more: boolean }
export type ExportEvent =
  | { readonly kind: 'progress'; readonly done: number }
  /** `file`: where it lies on the console's own machine; `name`: by which it is read. */
  | { readonly kind: 'done'; readonly name: string; readonly file: string; readonly bytes: number; readonly sha256: string; readonly entries: number }

/** One line of a chart: wall ms, and a value or null where none was measured. */
export type SeriesLine = { readonly metric: string; readonly title: string; readonly unit: string; readonly environment: string; readonly t: readonly number[]; readonly values: readonly (number | null)[] }

/** Bytes that one call carries. */
export const pieceBytes = 262_144
const bundle = z.strictObject({ bundle: z.string().regex(/^[0-9a-f]{16}$/) })

/** Incidents as files. An operator exports and brings in; everyone may read what lies here. */
export const bundles = {
  /** Writes the file beside the journal; a stream that is closed before its end cancels it. */
  export: command.input(z.strictObject({ incident: z.string(), redaction: z.enum(redactions).default('none') })).output(eventIterator(type<ExportEvent>())),
  /** A piece of an exported file. */
  read: command.input(z.strictObject({ name: z.string().regex(/^[\w.-]{1,120}\.fifteen$/), offset: z.int().min(0) })).output(type<Piece>()),
  /** Brings a file in, in order; what is not sent on within ten minutes is thrown away. */
  send: command
    .input(z.strictObject({ upload: z.string().regex(/^[0-9a-f]{16}$/), offset: z.int().min(0), data: z.base64().max(Math.ceil(pieceBytes / 3) * 4) }))
    .output(type<void>()),
  add: command.input(z.strictObject({ upload: z.string().regex(/^[0-9a-f]{16}$/) })).output(type<BundleInfo>()),
  remove: command.input(bundle).output(type<void>()),
  /** Takes the key that signed it as one that is known here. */
  accept: command.input(bundle.extend({ reason: z.string().trim().min(3).max(500) })).output(type<void>()),
  list: query.output(type<readonly BundleInfo[]>()),
  timeline: query
    .input(bundle.extend({
      kinds: z.array(z.enum(entryKinds)).optional(), after: z.int().nonnegative().default(0), limit: z.int().min(1).max(1_000).default(200),
      /** Also what bears no incident's name and happened from ten minutes before it to its end. */
      all: z.boolean().default(false),
    }))
    .output(type<Timeline>()),
  /** Its incident as the room shows one; moments and series of it are asked for as `moments.…` under the name that `bundleItem` gives. */
  incident: query.input(bundle).output(type<Incident>()),
  /** What other consoles wrote of its incident, in the one order; empty where nothing of that came along. */
  others: query.input(bundle).output(type<readonly Entry[]>()),
  /** A picture that came along; `lost` where it did not. */
  picture: query.input(bundle.extend({ sha: sha256 })).output(type<Attached>()),
  /** Log lines that came along, as `logs` gives the console's own; without any there is no `cache`, and its `expired` are those that did not fit. */
  logSources: query.input(bundle).output(type<LogSources>()),
  logLines: query.input(logLinesAsked.extend(bundle.shape)).output(type<LogLines>()),
}
