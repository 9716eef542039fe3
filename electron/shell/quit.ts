/**
 * Leaving the desktop application. During a run it asks first and names what is running; asking a second
 * time while the question stands is taken as the answer. Fault 4 of trust.md.
 * @param running one line that names what is running, or null
 * @param confirm true: leave all the same
 * @param leave stops what must be stopped
 * @param quit asks for the quit again, which then passes
 * @returns the listener of Electron's `before-quit`
 */
export function createQuit(options: {
  readonly running: () => Promise<string | null>
  readonly confirm: (text: string) => Promise<boolean>
  readonly leave: () => Promise<void>
  readonly quit: () => void
}): (event: { readonly preventDefault: () => void }) => Promise<void> {
  const { running, confirm, leave, quit } = options
  let state: 'open' | 'asking' | 'leaving' | 'left' = 'open'
  const go = async (): Promise<void> => {
    state = 'leaving'
    await leave()
    state = 'left'
    quit()
  }
  const isAsking = (): boolean => state === 'asking'
  return async (event) => {
    if (state === 'left') return
    event.preventDefault()
    if (state === 'leaving') return
    if (state === 'asking') return go()
    state = 'asking'
    const text = await running()
    const yes = text === null || (isAsking() && (await confirm(text)))
    if (!isAsking()) return
    if (yes) return go()
    state = 'open'
  }
}
