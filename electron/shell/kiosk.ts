/** A machine that is only a screen. Its browser opens once the console answers: an error page of a browser would stand on the wall until somebody comes. */
import { errorText } from '../../shared/error-text.ts'

const again = 2_000

/**
 * @param reach the status that an address answers; rejects where nobody does
 * @returns what `start` gives
 */
export async function openKiosk<T>({ link, start, reach, wait, say }: {
  readonly link: string
  readonly start: () => T
  readonly reach: (address: string) => Promise<number>
  readonly wait: (ms: number) => Promise<void>
  readonly say: (line: string) => void
}): Promise<T> {
  // Without its token: that one is for the browser.
  const { origin } = new URL(link)
  for (let told = false; ; told = true) {
    try {
      await reach(origin)
      return start()
    } catch (error) {
      if (!told) say(`Nobody answers at ${origin} yet (${errorText(error)}). The war room opens as soon as somebody does.`)
      await wait(again)
    }
  }
}
