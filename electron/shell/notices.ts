/** Notices of the engine on this desktop: shown once each, with the system's own sound; a press brings the console to the front. */
import type { Notification, NotificationConstructorOptions } from 'electron'
import type { FromEngine } from './messages.ts'

/** Keys that are remembered: a notice that comes again was shown. */
const remembered = 200
const longest = 240

type Shown = Pick<Notification, 'show' | 'on'>

export function createNotices({ create, openMain }: { readonly create: (options: NotificationConstructorOptions) => Shown; readonly openMain: () => void }): { readonly hear: (message: FromEngine) => void } {
  // Held, or they are collected while they stand and nobody hears the press.
  const shown = new Map<string, Shown>()
  return {
    hear: (message) => {
      if (message.kind !== 'notice') return
      const { key, title, text, sound, severity, kind } = message.notice
      if (shown.has(key)) return
      const notification = create({ title, body: text.slice(0, longest), silent: !sound, urgency: kind === 'page' || severity === 'P0' ? 'critical' : 'normal', timeoutType: kind === 'page' ? 'never' : 'default' })
      notification.on('click', openMain)
      shown.set(key, notification)
      const [oldest] = shown.keys()
      if (shown.size > remembered && oldest !== undefined) shown.delete(oldest)
      notification.show()
    },
  }
}
