import { controlStyles, Dialog } from '../parts/controls.tsx'
import styles from './help.module.css'
import { shortcutSheet } from './shortcuts.ts'

export function Help({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog title="Keyboard shortcuts" onClose={onClose}>
      <dl className={styles['sheet']}>
        {shortcutSheet.map(({ keys, does }) => (
          <div key={does} className={styles['row']}>
            <dt className={styles['keys']}>{keys.map((key) => <kbd key={key}>{key}</kbd>)}</dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <p className={controlStyles['text']}>No single key acts on production.</p>
    </Dialog>
  )
}
