/** Kind `status-page`: one more message on the page that users read. */
import { errorText } from '../../../shared/error-text.ts'
import type { Channel } from '../../../shared/plan.ts'
import type { StatusPage } from '../status-page.ts'
import { failed, type Way } from './channel.ts'

export const statusPageChannel = ({ id, kind }: Extract<Channel, { kind: 'status-page' }>, { page }: { readonly page: () => StatusPage | undefined }): Way => ({
  id, kind, dedups: true,
  send: async ({ key, title, text, incident, at, closing }) => {
    const open = page()
    if (open === undefined) return failed('the plan has no people.statusPage, or its folder could not be written')
    try {
      return { sent: true, proof: await open.publish({ key, title, text, at, over: closing, ...(incident !== undefined && { incident }) }) }
    } catch (error) {
      return failed(`the page could not be written: ${errorText(error)}`, { again: true })
    }
  },
  stop: () => undefined,
})
