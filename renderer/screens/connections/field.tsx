/** One setting of a form, as its kind describes it. */
import type { FieldMistake, KindField, Secrets } from '../../../shared/contract.ts'
import { Button, Select, TextField } from '../../parts/controls.tsx'
import { Mark } from '../../parts/mark.tsx'
import styles from './target-form.module.css'
import { fromWords } from './words.ts'

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
  [help, otherwise === undefined ? undefined : `Otherwise ${otherwise}.`].filter((part) => part !== undefined && part !== '').join(' ')

function SecretField({ field, value, mistake, secrets, onChange, onSecret }: FieldProps) {
  const [, name] = /^\$\{([A-Za-z_][A-Za-z0-9_]*)\}$/.exec(value.trim()) ?? []
  const known = secrets.names.find((one) => one.name === name)
  return (
    <div className={styles['secret']}>
      <TextField label={field.title} value={value} onChange={onChange} error={mistakeText(mistake)} hint={`${field.help} A reference: the value itself never stands in the plan.`} placeholder="${NAME_OF_THE_SECRET}" />
      {name !== undefined && (
        <span className={styles['secretActs']}>
          {known && <Mark {...fromWords[known.from]} size={13} />}
          {secrets.kind === 'keychain' && known?.from !== 'environment' && known?.from !== 'practice lab' && <Button aria-label={`${known?.from === 'keychain' ? 'Replace' : 'Set'} the secret… ${name}`} onPress={() => onSecret(name)}>{known?.from === 'keychain' ? 'Replace the secret…' : 'Set the secret…'}</Button>}
          {secrets.kind === 'none' && known?.from !== 'environment' && known?.from !== 'practice lab' && <span className={styles['hint']}>Set {name} in the environment of the console, then start it again.</span>}
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
    const otherwise = field.default === undefined ? 'not given' : `${field.default} (as usual)`
    return (
      <div className={styles['choice']}>
        <Select
          label={field.title} value={value === '' ? unset : value} onChange={(chosen) => onChange(chosen === unset ? '' : chosen)}
          options={[{ id: unset, title: field.required ? 'choose one' : otherwise }, ...options.map((id) => ({ id, title: id }))]}
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
