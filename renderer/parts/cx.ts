/** Class names that are there, joined. */
export const cx = (...names: readonly (string | false | undefined)[]): string => names.filter((name) => name).join(' ')
