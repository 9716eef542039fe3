/** A picture of a note, read by its hash; one that is gone or was changed says so in its place. */
import { useEffect, useState } from 'react'
import type { Picture } from '../../shared/attachment.ts'
import type { Attached } from '../../shared/contract.ts'
import { useActs } from '../act.tsx'
import { useView } from '../store.ts'
import { controlStyles, Dialog } from './controls.tsx'
import { failureOf } from './failure.ts'
import { bytes, hashText } from './format.ts'
import { Mark } from './mark.tsx'
import { fill } from '../words/fill.ts'
import { pictureView as words } from '../words/parts.ts'
import styles from './picture-view.module.css'

type Told = { readonly attached?: Attached; readonly failure?: string }

function usePicture(sha: string): Told {
  const { client } = useActs()
  const connected = useView((view) => view.connection.status === 'open')
  const [told, setTold] = useState<Told>({})
  const whole = told.attached?.state === 'whole'
  useEffect(() => {
    if (!connected || whole) return undefined
    const stop = new AbortController()
    const read = async (): Promise<void> => {
      try {
        const attached = await client().attachments.get({ sha }, { signal: stop.signal })
        if (!stop.signal.aborted) setTold({ attached })
      } catch (error) {
        if (!stop.signal.aborted) setTold({ failure: failureOf(error).what })
      }
    }
    void read()
    return () => stop.abort()
  }, [connected, whole, client, sha])
  return told
}

/** @param number of the picture in its note, from 1 */
export function PictureView({ picture, number }: { readonly picture: Picture; readonly number: number }) {
  const { attached, failure } = usePicture(picture.sha)
  const [large, setLarge] = useState(false)
  const size = bytes(picture.bytes)
  const about = words.pictureSha256(number, picture.width, picture.height, size.number, size.unit, hashText(picture.sha))
  if (failure !== undefined) return <span className={styles['gone']} role="alert"><Mark tone="unsure" word={words.pictureCanNotRead(number, failure)} size={13} /></span>
  if (attached === undefined) return <span className={styles['gone']}>{fill(words.readingPictureAsk, { number })}</span>
  if (attached.state !== 'whole') {
    const what = attached.state === 'lost' ? words.itsFileIsGone : words.fileNotOneNote
    return <span className={styles['gone']} role="alert"><Mark tone="bad" word={words.pictureIs(number, attached.state, what)} size={13} /> <code>{hashText(picture.sha)}</code></span>
  }
  const source = `data:${attached.type};base64,${attached.data}`
  return (
    <>
      <button type="button" className={styles['thumb']} title={about} onClick={() => setLarge(true)}><img src={source} alt={about} /></button>
      {large && (
        <Dialog wide title={words.picture(number)} onClose={() => setLarge(false)}>
          <p className={controlStyles['text']}>{about}</p>
          <img className={styles['large']} src={source} alt={about} />
        </Dialog>
      )}
    </>
  )
}
