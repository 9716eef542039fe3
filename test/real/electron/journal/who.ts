export const ada = { kind: 'person', name: 'Ada', role: 'operator' } as const
