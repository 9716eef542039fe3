/** A line that is shown while what it describes is pointed at or has the keyboard's focus. */
import styles from './tip.module.css'

/** Goes on the element that is described: it bears `aria-describedby` with the tip's id. */
export const tipHost = styles['host']

export function Tip({ id, children }: { readonly id: string; readonly children: React.ReactNode }) {
  return <span role="tooltip" id={id} className={styles['tip']}>{children}</span>
}

/** How old a figure is, where that must not be overlooked. */
export const Stale = ({ children }: { readonly children: React.ReactNode }) => <span className={styles['stale']}>{children}</span>
