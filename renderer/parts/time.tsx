/** Moments and ages on the screen: one zone in sight, the other on hover and by the key z, which has all of them change places. */
import { useNow } from '../now.ts'
import { agoText, momentText, timeText, utcText, zoneText } from './format.ts'
import { useClock } from './zone.ts'

const both = (at: number): string => `${momentText(at, null)}\n${utcText(at)}`

/**
 * @param at wall milliseconds (UTC)
 * @param record both are printed: what is read later is read elsewhere
 */
export function Time({ at, full = false, record = false }: { readonly at: number; readonly full?: boolean; readonly record?: boolean }) {
  const clock = useClock()
  const other = clock === 'utc' ? null : 'UTC'
  const isSame = timeText(at, null) === timeText(at, 'UTC')
  return (
    <time dateTime={utcText(at)} title={both(at)}>
      {full ? momentText(at) : timeText(at)}
      {record && !isSame && <> <small>{timeText(at, other)} {zoneText(at, other)}</small></>}
    </time>
  )
}

/** "3 d ago", counted on by itself. */
export function Ago({ at }: { readonly at: number }) {
  const { wall } = useNow(1_000)
  return <time dateTime={utcText(at)} title={both(at)}>{agoText(wall - at)}</time>
}
