/** Controls in our dress over react-aria's behaviour. */
import {
  Button as AriaButton, Dialog as AriaDialog, FieldError, Heading, Input, Label, ListBox, ListBoxItem, Modal, ModalOverlay,
  Popover, Select as AriaSelect, SelectValue, TextArea, TextField as AriaTextField, ToggleButton, ToggleButtonGroup,
  type ButtonProps as AriaButtonProps,
} from 'react-aria-components'
import styles from './controls.module.css'
import { cx } from './cx.ts'
import { Icon } from './icon.tsx'

export const controlStyles = styles

export type ButtonProps = Omit<AriaButtonProps, 'className' | 'style'> & {
  readonly look?: 'plain' | 'primary' | 'danger' | 'quiet'
}

export function Button({ look = 'plain', ...props }: ButtonProps) {
  return <AriaButton {...props} className={cx(styles['button'], look !== 'plain' && styles[look])} />
}

type TextFieldProps = {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly error?: string | undefined
  readonly hint?: string
  readonly lines?: boolean
  readonly autoFocus?: boolean
  readonly placeholder?: string
  readonly hideLabel?: boolean
  /** Nobody beside the screen reads it, and no browser keeps it. */
  readonly secret?: boolean
}

export function TextField({ label, value, onChange, error, hint, lines = false, autoFocus = false, placeholder, hideLabel = false, secret = false }: TextFieldProps) {
  const shared = { className: cx(styles['input']), ...(placeholder !== undefined && { placeholder }) }
  return (
    <AriaTextField className={cx(styles['field'])} value={value} onChange={onChange} isInvalid={error !== undefined} autoFocus={autoFocus} {...(secret && { type: 'password', autoComplete: 'new-password' })} {...(hideLabel && { 'aria-label': label })}>
      {!hideLabel && <Label>{label}</Label>}
      {lines ? <TextArea {...shared} rows={3} /> : <Input {...shared} />}
      {hint !== undefined && error === undefined && <span className={styles['hint']}>{hint}</span>}
      <FieldError className={cx(styles['error'])}>{error}</FieldError>
    </AriaTextField>
  )
}

type ChoiceProps<T extends string> = {
  readonly label: string
  readonly options: readonly { readonly id: T; readonly title: string }[]
  readonly value: T
  readonly onChange: (value: T) => void
}

/** One of a few, all in sight. */
export function Segments<T extends string>({ label, options, value, onChange }: ChoiceProps<T>) {
  return (
    <ToggleButtonGroup
      aria-label={label} className={cx(styles['segments'])} selectionMode="single" disallowEmptySelection selectedKeys={[value]}
      onSelectionChange={(keys) => {
        const chosen = options.find((option) => keys.has(option.id))
        if (chosen) onChange(chosen.id)
      }}
    >
      {options.map((option) => (
        <ToggleButton key={option.id} id={option.id} className={cx(styles['segment'])}>{option.title}</ToggleButton>
      ))}
    </ToggleButtonGroup>
  )
}

/** One of several, opened on demand. */
export function Select<T extends string>({ label, options, value, onChange }: ChoiceProps<T>) {
  return (
    <AriaSelect
      className={cx(styles['field'])} value={value}
      onChange={(key) => {
        const chosen = options.find((option) => option.id === key)
        if (chosen) onChange(chosen.id)
      }}
    >
      <Label className={cx(styles['label'])}>{label}</Label>
      <AriaButton className={cx(styles['button'], styles['select'])}>
        <SelectValue />
        <Icon name="chevron" size={12} />
      </AriaButton>
      <Popover className={cx(styles['popover'])}>
        <ListBox className={cx(styles['menu'])} items={options}>
          {(option) => <ListBoxItem id={option.id} className={cx(styles['item'])}>{option.title}</ListBoxItem>}
        </ListBox>
      </Popover>
    </AriaSelect>
  )
}

type DialogProps = {
  readonly title: string
  readonly onClose: () => void
  readonly children: React.ReactNode
  readonly wide?: boolean
  readonly role?: 'dialog' | 'alertdialog'
}

/** A dialog over the page while it is mounted; Esc and a click beside it close it. */
export function Dialog({ title, onClose, children, wide = false, role = 'dialog' }: DialogProps) {
  return (
    <ModalOverlay className={cx(styles['shade'])} isOpen isDismissable onOpenChange={(open) => !open && onClose()}>
      <Modal className={cx(styles['modal'], wide && styles['wide'])}>
        <AriaDialog role={role} className={cx(styles['dialog'])}>
          <Heading slot="title">{title}</Heading>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  )
}

export function Actions({ children }: { readonly children: React.ReactNode }) {
  return <div className={styles['actions']}>{children}</div>
}

/** What stands where a list has nothing to show. */
export function Empty({ title, children }: { readonly title: string; readonly children?: React.ReactNode }) {
  return (
    <div className={styles['empty']}>
      <strong>{title}</strong>
      {children}
    </div>
  )
}
