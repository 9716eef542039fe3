/**
 * A list that may be thousands of rows long and grows at either end: only what is near the sight is drawn, the rest keeps
 * its measured room. `content-visibility` alone is not enough: 4,000 drawn rows took Chromium seconds for each new page.
 */
import { useEffect, useMemo, useRef, useState } from 'react'

/** Rows that come and go together, and px beyond the sight within which they are there. */
const stretch = 40
const margin = 1_500
const guessedRow = 30
/** Fewer rows are all drawn: what was just added is there, and a search of the page finds it. */
const few = 400

type StretchProps<T> = {
  readonly items: readonly T[]
  readonly before: T | undefined
  readonly keyOf: (item: T) => number
  readonly draw: (item: T, before: T | undefined) => React.ReactNode
  /** Drawn wherever it is. */
  readonly stays: boolean
}

function Stretch<T>({ items, before, keyOf, draw, stays: always }: StretchProps<T>) {
  const here = useRef<HTMLDivElement>(null)
  // Drawn once, so that its height is known and what is sought is found.
  const [far, setFar] = useState<{ readonly height: number }>()
  useEffect(() => {
    const element = here.current
    if (!element || always) return undefined
    const observer = new IntersectionObserver(([seen]) => {
      if (!seen) return
      // What has the focus stays, or the next key would start from the top of the page.
      const stays = seen.isIntersecting || element.contains(document.activeElement)
      setFar(stays ? undefined : { height: seen.boundingClientRect.height || items.length * guessedRow })
    }, { rootMargin: `${margin}px 0%`, scrollMargin: `${margin}px 0%` })
    observer.observe(element)
    return () => observer.disconnect()
  }, [items.length, always])
  if (far !== undefined && !always) return <div ref={here} role="presentation" style={{ height: far.height }} />
  return (
    <div ref={here} role="presentation">
      {items.map((item, index) => <div key={keyOf(item)} role="listitem">{draw(item, index === 0 ? before : items[index - 1])}</div>)}
    </div>
  )
}

type Props<T> = {
  readonly label: string
  readonly className?: string | undefined
  readonly items: readonly T[]
  /** Different for each. */
  readonly keyOf: (item: T) => number
  /** @param before the one that stands before it, if there is one */
  readonly draw: (item: T, before: T | undefined) => React.ReactNode
}

export function LongList<T>({ label, className, items, keyOf, draw }: Props<T>) {
  // Stretches are counted from the row that was there first: what comes before or after it leaves them as they are.
  const [origin, setOrigin] = useState<number>()
  const first = items[0]
  if (origin === undefined && first !== undefined) setOrigin(keyOf(first))
  const stretches = useMemo(() => {
    const from = Math.max(0, items.findIndex((item) => keyOf(item) === origin))
    return [...Map.groupBy(items.entries(), ([index]) => Math.floor((index - from) / stretch))].map(([id, of]) => ({ id, items: of.map(([, item]) => item), before: items[(of[0]?.[0] ?? 0) - 1] }))
  }, [items, keyOf, origin])
  return (
    <div role="list" aria-label={label} className={className}>
      {stretches.map(({ id, ...of }) => <Stretch key={id} {...of} keyOf={keyOf} draw={draw} stays={items.length <= few} />)}
    </div>
  )
}
