/**
 * A plan of one's own from the one that comes with the console: other targets, and nothing that only the practice lab has.
 * Its comments, order and spelling stay, so that it is read and changed like the one it comes from.
 */
import { isMap, isSeq, parseDocument, type YAMLMap } from 'yaml'
import type { WrittenTarget } from './target-text.ts'

/** Sections that name the lab or its targets: what they need is not known of other systems. */
const ofTheLab = ['lab', 'benchmarks', 'checkpoints', 'logs'] as const

const mapsIn = (parent: unknown, key: string): readonly YAMLMap[] => {
  const list = isMap(parent) ? parent.get(key) : undefined
  return isSeq(list) ? list.items.filter((item): item is YAMLMap => isMap(item)) : []
}

/** What was measured by a benchmark or a checkpoint of the lab is stated by a person until the plan has one of its own. */
function withoutLabEvidence(root: YAMLMap): void {
  for (const criterion of mapsIn(root, 'phases').flatMap((phase) => mapsIn(phase, 'criteria')))
    if (criterion.delete('benchmark')) criterion.set('evidence', 'statement')
  for (const item of mapsIn(root, 'checklists').flatMap((list) => mapsIn(list, 'items'))) {
    const by = item.get('by')
    if (by === 'checkpoint' || (isMap(by) && by.has('benchmark'))) item.delete('by')
  }
}

/**
 * @param builtIn the text of the plan that comes with the console
 * @param targets references unresolved, as they will stand in the file
 * @throws Error where that text is no mapping: the installation is damaged
 */
export function buildPlan(builtIn: string, { title, targets }: { readonly title: string; readonly targets: readonly WrittenTarget[] }): string {
  const document = parseDocument(builtIn, { stringKeys: true })
  const root: unknown = document.contents
  if (!isMap(root)) throw new Error('the built-in plan is no mapping: install Fifteen again')
  for (const section of ofTheLab) root.delete(section)
  withoutLabEvidence(root as YAMLMap)
  document.set('title', title)
  document.set('targets', document.createNode(targets))
  return document.toString({ lineWidth: 0 })
}
