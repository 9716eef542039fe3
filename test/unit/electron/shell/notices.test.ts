import { expect, test, vi } from 'vitest'
import { createNotices } from '../../../../electron/shell/notices.ts'

const notice = { key: 'm-1', kind: 'page', title: 'P0: Orders fail', text: 'x'.repeat(500), severity: 'P0', sound: true } as const

test('a notice is shown once, with its sound, and a press brings the console to the front', () => {
  const made: { readonly options: object; readonly press: () => void }[] = []
  const shows: string[] = []
  const openMain = vi.fn()
  const { hear } = createNotices({
    openMain,
    create: (options) => {
      let onClick = (): void => undefined
      made.push({ options, press: () => onClick() })
      const shown = {
        show: () => void shows.push(options.title ?? ''),
        on: (kind: string, listener: () => void) => {
          if (kind === 'click') onClick = listener
          return shown
        },
      }
      return shown as never
    },
  })
  hear({ kind: 'open' })
  hear({ kind: 'notice', notice })
  hear({ kind: 'notice', notice })
  hear({ kind: 'notice', notice: { ...notice, key: 'm-2', kind: 'notice', title: 'Update', text: 'short', sound: false } })
  expect(shows).toEqual(['P0: Orders fail', 'Update'])
  expect(made.map(({ options }) => options)).toEqual([
    { title: 'P0: Orders fail', body: 'x'.repeat(240), silent: false, urgency: 'critical', timeoutType: 'never' },
    { title: 'Update', body: 'short', silent: true, urgency: 'critical', timeoutType: 'default' },
  ])
  made[0]?.press()
  expect(openMain).toHaveBeenCalledOnce()
})
