/** At a press users wait for the switch alone: so many ms are left to it before anything else that an entry calls for. Semantics 10 of the design. */
export const switchFirst = 100
