import { Empty } from '../parts/controls.tsx'
import { screens, type ScreenId } from '../route.ts'
import styles from './not-recorded.module.css'

/** In place of a screen that knows the present alone: it must not stand beside the past as if it were of that time. */
/** @param bundle the past is that of a bundle, and the screen is made of entries that it has not */
export function NotRecorded({ screen, bundle = false }: { readonly screen: ScreenId; readonly bundle?: boolean }) {
  return (
    <div className={styles['screen']}>
      <h1>{screens.find(({ id }) => id === screen)?.title}</h1>
      {bundle
        ? <Empty title="Not in this bundle">This screen is made of entries of the whole journal, and the bundle tells those of one incident and its time. Leave the replay (Esc) to see this console's own.</Empty>
        : <Empty title="Not recorded">What this screen shows is asked for when it is looked at; nothing of that time is kept. Leave the replay (Esc) to use it.</Empty>}
    </div>
  )
}
