/** Incidents that came as files, beside one's own; a file is opened by the button or dropped anywhere on the window. */
import { useCallback, useEffect, useRef, useState } from 'react'
import { bundleItem } from '../../../shared/bundle.ts'
import { useActs, useMayAct } from '../../act.tsx'
import { Button, Empty } from '../../parts/controls.tsx'
import { percentText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { go } from '../../route.ts'
import { bundleAddress } from './bundle-address.ts'
import { CheckMark, signerWords } from './bundle-words.tsx'
import { sendFile } from './bytes.ts'
import { fill } from '../../words/fill.ts'
import { bundles as words } from '../../words/incidents.ts'
import styles from './incident-list.module.css'
import own from './after.module.css'
import { SeverityBadge } from './severity.tsx'
import { bundlesChanged, useBundles } from './use-bundles.ts'

function useOpenFile() {
  const { act } = useActs()
  const [sent, setSent] = useState<number>()
  const open = useCallback(async (file: File): Promise<void> => {
    setSent(0)
    const done = await act(words.opening(file.name), async (client) => client.bundles.add({ upload: await sendFile(client, file, setSent) }), ({ manifest }) => words.bundleOpenBeingChecked(manifest.incident.id))
    setSent(undefined)
    if (done === undefined) return
    bundlesChanged()
    go('incidents', bundleItem(done.answer.id))
  }, [act])
  return { sent, open }
}

/** Whatever is dropped on the window: without this the browser would leave the page for the file. */
function useDrop(mayAct: boolean, open: (file: File) => Promise<void>): void {
  useEffect(() => {
    const over = (event: DragEvent): void => event.preventDefault()
    const drop = (event: DragEvent): void => {
      event.preventDefault()
      const file = event.dataTransfer?.files[0]
      if (mayAct && file) void open(file)
    }
    addEventListener('dragover', over)
    addEventListener('drop', drop)
    return () => {
      removeEventListener('dragover', over)
      removeEventListener('drop', drop)
    }
  }, [mayAct, open])
}

export function Bundles({ shown }: { readonly shown: string | undefined }) {
  const mayAct = useMayAct()
  const { bundles, failure } = useBundles()
  const { sent, open } = useOpenFile()
  const input = useRef<HTMLInputElement>(null)
  useDrop(mayAct, open)
  const choose = (
    <>
      <Button isDisabled={sent !== undefined} onPress={() => input.current?.click()}>{sent === undefined ? words.openAFileAsk : words.reading(percentText(sent, 0))}</Button>
      <input
        ref={input} type="file" accept=".fifteen" aria-label={words.bundleFile} tabIndex={-1} className={own['file']}
        onChange={(event) => {
          const file = event.target.files?.[0]
          event.target.value = ''
          if (file) void open(file)
        }}
      />
    </>
  )
  return (
    <Panel flush title={words.bundles} aside={mayAct ? choose : undefined}>
      {failure && <p role="alert" className={own['inset']}><Mark tone="unsure" word={failure.what} /> {failure.todo}</p>}
      {bundles?.length === 0 && <Empty title={words.noneIsOpen}>{fill(words.incidentAnotherConsoleExported, { part: mayAct ? words.orDropItHere : words.atTheDesk })}</Empty>}
      <ul className={styles['list']}>
        {bundles?.map(({ id, manifest, check, signer }) => (
          <li key={id}>
            <a href={bundleAddress(id)} className={styles['item']} aria-current={id === shown ? 'page' : undefined}>
              <SeverityBadge of={manifest.incident.severity} />
              <span className={styles['title']}>{manifest.incident.title}</span>
              <span className={styles['line']}><CheckMark check={check} /><span>{manifest.incident.id}</span><span>{signerWords[signer]}</span></span>
            </a>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
