/** Whether this console tells people now, where several share a deployment. Decision 9. */
export type TellingTurn = {
  readonly mine: () => boolean
  /** What may have gone out by another console that has not said so: what waited when the turn was taken, or all while cut off. */
  readonly unsure: () => 'none' | 'what waits' | 'all'
  /** Another console is there, which may reach whom this one can't. */
  readonly others: () => boolean
  /** Gives the turn up, with nothing under way: another console has it first. @returns false where this one does not have it */
  readonly passOn: () => boolean
  /** Told when `mine` may have changed. @returns its stop */
  readonly onChange: (listener: () => void) => () => void
}

/** A console that shares its deployment with nobody. */
export const alone: TellingTurn = { mine: () => true, unsure: () => 'none', others: () => false, passOn: () => false, onChange: () => () => undefined }
