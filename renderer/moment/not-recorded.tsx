import { Empty } from '../parts/controls.tsx'
import { screens, type ScreenId } from '../route.ts'
import styles from './not-recorded.module.css'

/** In place of a screen that knows the present alone: it must not stand beside the past as if it were of that time. */
export function NotRecorded({ screen }: { readonly screen: ScreenId }) {
  return (
    <div className={styles['screen']}>
      <h1>{screens.find(({ id }) => id === screen)?.title}</h1>
      <Empty title="Not recorded">What this screen shows is asked for when it is looked at; nothing of that time is kept. Leave the replay (Esc) to use it.</Empty>
    </div>
  )
}
