/**
 * Time as an argument. Durations come from `mono`, people read `wall`.
 * `mono` counts time asleep and goes on over a restart of the process on the same boot.
 */
export type Clock = {
  /** Milliseconds since 1970, UTC. */
  readonly wall: () => number
  /** Milliseconds since the machine's boot, sleep included. */
  readonly mono: () => number
  /** Names the boot that `mono` counts from; another boot's figures can't be compared with it. */
  readonly boot: string
}
