/** Business days of the plan. Plan: "Next Business Day Review", "Logged for Next Business Day Resolution". */
import type { BusinessHours } from './plan.ts'
import { weekdays } from './plan/drills.ts'
import { addDays, dayIn, instantOf, weekdayOf } from './zoned.ts'

const isBusinessDay = ({ days, holidays }: BusinessHours, day: string): boolean =>
  !holidays.includes(day) && days.some((one) => weekdays.indexOf(one) === weekdayOf(day))

/** Far enough for a company's longest closure. */
const most = 60

/** Wall ms at which the first business day after the day of `wall` begins and ends; undefined where none comes within two months. */
export function nextBusinessDay(hours: BusinessHours, wall: number): { readonly from: number; readonly to: number } | undefined {
  const today = dayIn(hours.zone, wall)
  for (let days = 1; days <= most; days += 1) {
    const day = addDays(today, days)
    if (isBusinessDay(hours, day)) return { from: instantOf(hours.zone, day, hours.from), to: instantOf(hours.zone, day, hours.to) }
  }
  return undefined
}
