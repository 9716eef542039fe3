import { Empty } from '../parts/controls.tsx'
import { screens, type ScreenId } from '../route.ts'
import { common } from '../words/common.ts'
import { notRecorded as words } from '../words/moment.ts'
import styles from './not-recorded.module.css'

/** In place of a screen that knows the present alone: it must not stand beside the past as if it were of that time. */
/** @param bundle the past is that of a bundle, and the screen is made of entries that it has not */
export function NotRecorded({ screen, bundle = false }: { readonly screen: ScreenId; readonly bundle?: boolean }) {
  return (
    <div className={styles['screen']}>
      <h1>{screens.find(({ id }) => id === screen)?.title}</h1>
      {bundle
        ? <Empty title={words.notInThisBundle}>{words.screenMadeEntriesWhole}</Empty>
        : <Empty title={common.notRecorded}>{words.whatScreenShowsAsked}</Empty>}
    </div>
  )
}
