/** What the section `archive` names must be there: targets, tables of its list. */
import type { Plan } from '../plan.ts'
import { unknown, type Path, type ReferenceMistake } from './reference-mistake.ts'

export function archiveReferences({ archive: section, targets }: Plan): readonly ReferenceMistake[] {
  if (section === undefined) return []
  const { tables, except, rules } = section
  const servers = targets.filter(({ kind }) => kind === 'mysql').map(({ id }) => id)
  const databases = (['blue', 'green'] as const).flatMap((environment): readonly ReferenceMistake[] => {
    const { target, database } = section[environment]
    const path: Path = ['archive', environment, 'target']
    if (target === undefined) return []
    if (!servers.includes(target)) return [unknown(path, 'target of kind mysql', target, servers)]
    const found = targets.find(({ id }) => id === target)
    return [
      ...(found?.environment === undefined || found.environment === environment ? [] : [{ path, message: `target "${target}" is ${found.environment}'s`, mend: `Name a target of ${environment}.` }]),
      ...(database === undefined && found?.['database'] === undefined ? [{ path, message: `target "${target}" names no database`, mend: `Add archive.${environment}.database.` }] : []),
    ]
  })
  // Which of the two would be copied?
  const twice = targets.flatMap(({ id, kind }, index): readonly ReferenceMistake[] =>
    kind === 'lab-archive' || id === 'archive' ? [{ path: ['targets', index], message: `target "${id}" stands beside the section archive`, mend: 'Take one of the two out, or give the target another id.' }] : [])
  const listed = tables === 'all' ? undefined : tables
  return [
    ...databases, ...twice,
    ...except.flatMap((name, index) =>
      listed === undefined ? [] : [{ path: ['archive', 'except', index], message: `"${name}" is excepted from a list`, mend: 'Leave it out of `tables` instead.' }]),
    ...Object.keys(rules).flatMap((name) => {
      if (except.includes(name)) return [{ path: ['archive', 'rules', name], message: `there is a rule for "${name}", which is excepted`, mend: 'Take the rule or the exception out.' }]
      return listed === undefined || listed.includes(name) ? [] : [unknown(['archive', 'rules', name], 'table of the archive', name, listed)]
    }),
  ]
}
