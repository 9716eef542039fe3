/** The order in which attempts begin that are due at once. Semantics 10 of the design: traffic goes back first. */
import type { Timers } from '../observe/sampler.ts'
import { switchFirst } from '../switch-first.ts'

/** An attempt whose intent is durable. `begin` gives when its effect is made, or will not be; it never rejects. */
export type Intended = { readonly isSwitch: boolean; readonly begin: () => Promise<void> }

/** What runs beside the switch takes this process and its disk too, and users wait for nothing but the validation. */
export async function beginInOrder(intended: readonly Intended[], timers: Timers): Promise<void> {
  const switches = intended.filter(({ isSwitch }) => isSwitch)
  const others = intended.filter(({ isSwitch }) => !isSwitch)
  let waits = true
  const beginOthers = (): void => {
    if (!waits) return
    waits = false
    for (const { begin } of others) void begin()
  }
  const switched = switches.map(({ begin }) => begin())
  if (switched.length === 0 || others.length === 0) return beginOthers()
  const cancel = timers.after(switchFirst, beginOthers)
  await Promise.all(switched)
  cancel()
  beginOthers()
}
