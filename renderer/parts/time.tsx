/** Moments and ages on the screen: local with their zone, UTC on hover. */
import { useNow } from '../now.ts'
import { agoText, momentText, timeText, utcText } from './format.ts'

/** @param at wall milliseconds (UTC) */
export function Time({ at, full = false }: { readonly at: number; readonly full?: boolean }) {
  const utc = utcText(at)
  return <time dateTime={utc} title={`${momentText(at)}\n${utc}`}>{full ? momentText(at) : timeText(at)}</time>
}

/** "3 d ago", counted on by itself. */
export function Ago({ at }: { readonly at: number }) {
  const { wall } = useNow(1_000)
  return <time dateTime={utcText(at)} title={`${momentText(at)}\n${utcText(at)}`}>{agoText(wall - at)}</time>
}
