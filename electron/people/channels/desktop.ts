/** Kind `desktop`: a notification of this machine, and of every open page of an operator. Shown once, whoever sends it again. */
import type { Channel } from '../../../shared/plan.ts'
import type { Notice } from '../../../shared/contract.ts'
import { failed, type Way } from './channel.ts'

/** Those that show notices: the desktop shell, open pages. */
export type Showing = { readonly show: (notice: Notice) => number }

export const desktopChannel = ({ id, kind, sound }: Extract<Channel, { kind: 'desktop' }>, { show }: Showing): Way => ({
  id, kind, dedups: true,
  send: async ({ key, kind: of, title, text, severity }) => {
    const shown = show({ key, kind: of, title, text, sound, ...(severity && { severity }) })
    return shown === 0
      ? failed('no window and no page is open that could show it', { again: true })
      : { sent: true, proof: shown === 1 ? 'given to one screen' : `given to ${shown} screens` }
  },
  stop: () => undefined,
})
