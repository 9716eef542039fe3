/** Keeps the screens on while a run is open, and lets them sleep again after it. */
export function createStayAwake(blocker: { readonly start: (type: 'prevent-display-sleep') => number; readonly stop: (id: number) => void }): (open: boolean) => void {
  let id: number | undefined
  return (open) => {
    if (open) id ??= blocker.start('prevent-display-sleep')
    else if (id !== undefined) {
      blocker.stop(id)
      id = undefined
    }
  }
}
