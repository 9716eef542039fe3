/** The TBS plan as it comes with the console, its references to the lab filled in. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { planSchema, type Plan } from '../../../../shared/plan.ts'

export const tbsFile = join(import.meta.dirname, '../../../../shared/plans/tbs.yaml')
export const tbsText = readFileSync(tbsFile, 'utf8')

export const labVariables = {
  LAB_BLUE: 'http://127.0.0.1:41001', LAB_GREEN: 'http://127.0.0.1:41002', LAB_BALANCER: 'http://127.0.0.1:41003', LAB_CONTROL: 'http://127.0.0.1:41004',
  LAB_TOKEN: 'Zq7-token-of-the-lab', LAB_BLUE_ARCHIVE: '/lab/blue.sqlite', LAB_GREEN_ARCHIVE: '/lab/green.sqlite',
} as const

export type Raw = { [key: string]: Raw } & Raw[] & (string | number)
const parsed = parse(tbsText) as Raw
/** What the file says, to be changed at will. */
export const tbsRaw = (): Raw => structuredClone(parsed)
/** What the running lab fills in: an address is checked by its form. */
const filled = (raw: Raw): unknown => JSON.parse(JSON.stringify(raw).replaceAll(/\$\{(\w+)\}/g, (whole, name: string) => (labVariables as Readonly<Record<string, string>>)[name] ?? whole))
/** The plan, after a change of what its file says. */
export const tbsPlan = (change: (raw: Raw) => void = () => undefined): Plan => {
  const raw = tbsRaw()
  change(raw)
  return planSchema.parse(filled(raw))
}
