/** Marks a moment, by a key from anywhere in an incident: the moment is that of the press, not of the last letter of its label. */
import { useCallback, useContext, useEffect, useState } from 'react'
import { useActs } from '../../act.tsx'
import { nowOf } from '../../now.ts'
import { Button, Dialog, TextField } from '../../parts/controls.tsx'
import { DialogActions } from '../../parts/dialog-actions.tsx'
import { timeText } from '../../parts/format.ts'
import { useBusy } from '../../parts/use-busy.ts'
import { StoreContext } from '../../store.ts'
import { common } from '../../words/common.ts'
import { markButton as words } from '../../words/incidents.ts'

const longest = 200
const typing = (target: EventTarget | null): boolean => target instanceof HTMLElement && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))

export function MarkButton({ incident }: { readonly incident: string }) {
  const { act } = useActs()
  const store = useContext(StoreContext)
  const [at, setAt] = useState<number>()
  const [label, setLabel] = useState('')
  const press = useCallback(() => {
    if (store) setAt(nowOf(store.get(), performance.now()).wall)
  }, [store])
  useEffect(() => {
    // `g` then `m` is no mark: after a leader the next key is its own.
    let leader = 0
    const onKey = (event: KeyboardEvent): void => {
      const chord = event.timeStamp - leader < 1_200
      leader = event.key === 'g' ? event.timeStamp : 0
      if (event.key !== 'm' || chord || event.ctrlKey || event.metaKey || event.altKey || event.repeat || typing(event.target)) return
      if (document.querySelector('[role="dialog"],[role="alertdialog"]') !== null) return
      event.preventDefault()
      press()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [press])
  const length = label.trim().length
  const fits = length > 0 && length <= longest
  const close = (): void => {
    setAt(undefined)
    setLabel('')
  }
  const [save, busy] = useBusy(async () => {
    if (!fits || at === undefined) return
    const done = await act(words.theMark, (client) => client.incidents.mark({ incident, label: label.trim(), at }), ({ seq }) => words.markedAsEntry(seq))
    if (done) close()
  })
  return (
    <>
      <Button onPress={press} aria-keyshortcuts="m">{words.markThisMomentM}</Button>
      {at !== undefined && (
        <Dialog title={`Mark ${timeText(at)}`} onClose={close}>
          <form onSubmit={(event) => { event.preventDefault(); void save() }}>
            <TextField label={words.whatWasThere} value={label} onChange={setLabel} autoFocus error={length > longest ? common.atMostCharacters(longest) : undefined} hint={words.standsTimelineChartsReplay} />
            <DialogActions onCancel={close} action={words.markIt} isDisabled={!fits} busy={busy} />
          </form>
        </Dialog>
      )}
    </>
  )
}
