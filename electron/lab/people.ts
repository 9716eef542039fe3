/** Who uses the practice platform. Plan: "Pilot User Selection". */
export type Person = { readonly user: string; readonly profile: string; readonly pilot: boolean }

const names = [
  'amara', 'bjorn', 'chiara', 'dmitri', 'elena', 'farid', 'grace', 'hiro', 'ines', 'jonas', 'keiko', 'liam',
  'maya', 'nikhil', 'olga', 'pablo', 'quinn', 'rosa', 'samir', 'tessa', 'umar', 'vera', 'wanda', 'yusuf', 'zoe',
] as const

const profileOf = (index: number): string =>
  index < 3 ? (['DevOps Engineer', 'QA Lead', 'Product Manager'][index] ?? '') : index < 9 ? 'Power user' : 'Trader'

/** The first two thirds are pilots (12 of the usual 18), flagged to green; the others follow the weights. */
export const labPeople = (count: number): readonly Person[] =>
  Array.from({ length: count }, (_, index) => {
    const round = Math.floor(index / names.length)
    return {
      user: `${names[index % names.length] ?? 'user'}${round === 0 ? '' : round + 1}`,
      profile: profileOf(index),
      pilot: index < Math.round((count * 2) / 3),
    }
  })
