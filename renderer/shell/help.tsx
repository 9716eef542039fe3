import { controlStyles, Dialog } from '../parts/controls.tsx'
import { help as words } from '../words/shell.ts'
import styles from './help.module.css'
import { shortcutSheet } from './shortcuts.ts'

export function Help({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog title={words.keyboardShortcuts} onClose={onClose}>
      <dl className={styles['sheet']}>
        {shortcutSheet.map(({ keys, does }) => (
          <div key={does} className={styles['row']}>
            <dt className={styles['keys']}>{keys.map((key) => <kbd key={key}>{key}</kbd>)}</dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <p className={controlStyles['text']}>{words.noSingleKeyActs}</p>
    </Dialog>
  )
}
