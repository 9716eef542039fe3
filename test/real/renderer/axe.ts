/** Can a page be read by everyone? Axe comes into it once, and runs there alone: the second page in which it else joins the results of frames takes longer than the rest. */
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright'

/** @param only these rules, or those that bear one of these tags; what axe does by itself if left out @returns each rule that is broken, with where */
export async function violationsOf(page: Page, only?: { readonly type: 'rule' | 'tag'; readonly values: readonly string[] }): Promise<readonly string[]> {
  if ((await page.locator('iframe').count()) > 0) throw new Error('This page has a frame, which axe does not read here')
  const isThere = await page.evaluate(() => 'axe' in globalThis)
  const axe = new AxeBuilder({ page, ...(isThere && { axeSource: ';' }) }).setLegacyMode()
  const { violations } = await axe.options({ resultTypes: ['violations'], ...(only && { runOnly: { type: only.type, values: [...only.values] } }) }).analyze()
  return violations.map(({ id, nodes }) => `${id} ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)
}
