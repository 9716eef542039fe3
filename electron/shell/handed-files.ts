/**
 * Bundles that the system hands over by a double click or a second start: each is the engine's until that has said what
 * became of it, over a restart of the engine too. Then its incident is shown, or why there is none.
 */
import { bundleItem } from '../../shared/bundle.ts'
import type { FromEngine } from './messages.ts'

export type HandedFiles = {
  readonly open: (file: string) => void
  readonly hear: (message: FromEngine) => void
  /** The engine was started again: what it had not answered is handed to it anew. */
  readonly restarted: () => void
}

/** @param show an address of the page, from its hash on. @param say a file's path, and why it was not opened */
export function createHandedFiles({ send, show, say }: { readonly send: (file: string) => void; readonly show: (address: string) => void; readonly say: (file: string, why: string) => void }): HandedFiles {
  const waiting = new Set<string>()
  return {
    open: (file) => {
      waiting.add(file)
      send(file)
    },
    hear: (message) => {
      if (message.kind !== 'bundle') return
      waiting.delete(message.file)
      if ('id' in message) show(`#/incidents/${encodeURIComponent(bundleItem(message.id))}`)
      else say(message.file, message.failed)
    },
    restarted: () => {
      for (const file of waiting) send(file)
    },
  }
}
