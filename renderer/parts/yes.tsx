/** A yes that a person gives on purpose, beside what it is for. */
import { Checkbox } from 'react-aria-components'
import { cx } from './cx.ts'
import { Icon } from './icon.tsx'
import styles from './yes.module.css'

export function Yes({ value, onChange, children }: { readonly value: boolean; readonly onChange: (value: boolean) => void; readonly children: React.ReactNode }) {
  return (
    <Checkbox className={cx(styles['yes'])} isSelected={value} onChange={onChange}>
      <span className={styles['box']} aria-hidden="true">{value && <Icon name="check" size={12} />}</span>
      <span>{children}</span>
    </Checkbox>
  )
}
