/** Says over everything that what stands here is no longer the present, and how old it is in the largest words of the wall. */
import { clockText } from '../../../shared/duration.ts'
import { ToneShape } from '../../parts/mark.tsx'
import type { Lost } from './wall-shown.ts'
import { wallLost as say } from '../../words/wall.ts'
import styles from './wall-lost.module.css'

export function WallLost({ lost: { what, age } }: { readonly lost: Lost }) {
  return (
    <div className={styles['lost']} role="alert">
      <p className={styles['what']}><ToneShape tone="bad" /> {what}</p>
      <p className={styles['age']}>{age === undefined ? say.nothingReceived : say.old(clockText(age))}</p>
      <p className={styles['rest']}>{age === undefined ? say.itConnectsByItself : say.everythingBelowTrueThen}</p>
    </div>
  )
}
