/** One setting of a form, as its kind describes it. */
import type { FieldMistake, KindField, Secrets } from '../../../shared/contract.ts'
import { Button, Select, TextField } from '../../parts/controls.tsx'
import { Mark } from '../../parts/mark.tsx'
import { fill } from '../../words/fill.ts'
import { field as words } from '../../words/connections.ts'
import styles from './target-form.module.css'
import { fromWords } from '../../words/connections-states.ts'

type FieldProps = {
  readonly field: KindField
  readonly value: string
  readonly mistake: FieldMistake | undefined
  readonly secrets: Secrets
  readonly onChange: (value: string) => void
  /** Opens the dialog that keeps a secret of this name. */
  readonly onSecret: (name: string) => void
}

const unset = 'left-out'

const hintOf = ({ help, default: otherwise }: KindField): string =>
  [help, otherwise === undefined ? undefined : words.otherwise(otherwise)].filter((part) => part !== undefined && part !== '').join(' ')

function SecretField({ field, value, mistake, secrets, onChange, onSecret }: FieldProps) {
  const [, name] = /^\$\{([A-Za-z_][A-Za-z0-9_]*)\}$/.exec(value.trim()) ?? []
  const known = secrets.names.find((one) => one.name === name)
  return (
    <div className={styles['secret']}>
      <TextField label={field.title} value={value} onChange={onChange} error={mistakeText(mistake)} hint={words.referenceValueItselfNever(field.help)} placeholder="${NAME_OF_THE_SECRET}" />
      {name !== undefined && (
        <span className={styles['secretActs']}>
          {known && <Mark {...fromWords[known.from]} size={13} />}
          {secrets.kind === 'keychain' && known?.from !== 'environment' && known?.from !== 'practice lab' && <Button aria-label={words.theSecret(known?.from === 'keychain' ? words.replace : words.set, name)} onPress={() => onSecret(name)}>{known?.from === 'keychain' ? words.replaceTheSecretAsk : words.setTheSecretAsk}</Button>}
          {secrets.kind === 'none' && known?.from !== 'environment' && known?.from !== 'practice lab' && <span className={styles['hint']}>{fill(words.setEnvironmentConsoleThen, { name })}</span>}
        </span>
      )}
    </div>
  )
}

const mistakeText = (mistake: FieldMistake | undefined): string | undefined => mistake && [mistake.message, mistake.mend].filter((part) => part !== undefined).join('. ')

export function Field(props: FieldProps) {
  const { field, value, mistake, onChange } = props
  if (field.type === 'secret') return <SecretField {...props} />
  const options = field.type === 'truth' ? ['true', 'false'] : field.options
  if (options !== undefined) {
    const otherwise = field.default === undefined ? words.notGiven : words.asUsual(field.default)
    return (
      <div className={styles['choice']}>
        <Select
          label={field.title} value={value === '' ? unset : value} onChange={(chosen) => onChange(chosen === unset ? '' : chosen)}
          options={[{ id: unset, title: field.required ? words.chooseOne : otherwise }, ...options.map((id) => ({ id, title: id }))]}
        />
        <span className={mistake ? styles['error'] : styles['hint']}>{mistakeText(mistake) ?? field.help}</span>
      </div>
    )
  }
  return (
    <TextField
      label={field.title} value={value} onChange={onChange} error={mistakeText(mistake)} hint={hintOf(field)} lines={field.type === 'yaml'}
      {...(field.example !== undefined && { placeholder: field.example })}
    />
  )
}
