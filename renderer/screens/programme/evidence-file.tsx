/** A file that evidence rests on: handed over as it was given, never opened here. */
import type { EvidenceFile } from '../../../shared/programme-entries.ts'
import { evidenceBytes } from '../../../shared/attachment.ts'
import { useActs } from '../../act.tsx'
import type { Client } from '../../client.ts'
import { hashText } from '../../parts/format.ts'
import { sendParts } from '../../parts/send-parts.ts'
import { readPieces, saveBytes } from '../incidents/bytes.ts'
import { fill } from '../../words/fill.ts'
import { evidenceFile as words } from '../../words/programme.ts'
import styles from './dialogs.module.css'

/** What is wrong with a file before it is sent. */
export function fileMistake(file: File): string | undefined {
  if (file.size === 0) return words.isEmpty(file.name)
  return file.size > evidenceBytes ? words.tooLarge(file.name, Math.ceil(file.size / 100_000) / 10, evidenceBytes / 1_000_000) : undefined
}

/** On disk beside the journal when it resolves. */
export async function sendEvidence(client: Client, file: File): Promise<EvidenceFile> {
  const { sha } = await sendParts(file, (part) => client.attachments.keep(part))
  return { name: file.name.slice(0, 200), sha256: sha }
}

export function EvidenceLink({ file: { name, sha256 } }: { readonly file: EvidenceFile }) {
  const { act } = useActs()
  const save = (): Promise<unknown> => act(words.savingTheFile, async (client) => {
    // Of no type that a page would open.
    saveBytes(name, 'application/octet-stream', await readPieces((offset) => client.attachments.file({ sha: sha256, offset }), () => undefined))
  }, words.isSavedAsIt(name))
  return <button type="button" className={styles['attachment']} title={`SHA-256 ${hashText(sha256)}`} onClick={() => void save()}>{fill(words.save, { name })}</button>
}
