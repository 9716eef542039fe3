/** A note that is being written: its text and pictures outlive a reload of the page, and a failed sending. */
import { useState } from 'react'
import { z } from 'zod'
import { picture, type Picture } from '../../../shared/attachment.ts'
import { useDraft as words } from '../../words/incidents.ts'

const draft = z.object({ text: z.string(), pictures: z.array(picture) })
export type NoteDraft = { readonly text: string; readonly pictures: readonly Picture[] }
const empty: NoteDraft = { text: '', pictures: [] }

const keyOf = (incident: string): string => `fifteen.note.${incident}`

function read(incident: string): NoteDraft {
  try {
    const found = draft.safeParse(JSON.parse(sessionStorage.getItem(keyOf(incident)) ?? 'null'))
    return found.success ? found.data : empty
  } catch (error) {
    // A store that is shut, or a text that is none of ours: one begins with an empty note.
    console.warn(words.draftNoteCouldNot, error)
    return empty
  }
}

/** The present draft, a way to change it, and a way to be rid of it. */
export function useDraft(incident: string): readonly [NoteDraft, (change: (before: NoteDraft) => NoteDraft) => void] {
  const [present, setPresent] = useState(() => read(incident))
  return [present, (change) => setPresent((before) => {
    const next = change(before)
    try {
      if (next.text === '' && next.pictures.length === 0) sessionStorage.removeItem(keyOf(incident))
      else sessionStorage.setItem(keyOf(incident), JSON.stringify(next))
    } catch (error) {
      console.warn(words.draftNoteCouldNotKept, error)
    }
    return next
  })]
}
