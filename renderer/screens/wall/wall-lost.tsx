/** Says over everything that what stands here is no longer the present. */
import { clockText } from '../../../shared/duration.ts'
import { ToneShape } from '../../parts/mark.tsx'
import { staleAfter, useFrameAge } from '../../now.ts'
import { useView } from '../../store.ts'
import { useTick } from '../../ticker.ts'
import styles from './wall-lost.module.css'

type Lost = { readonly what: string; readonly old: string }

/** What is lost, or undefined while the wall shows the present. */
export function useWallLost(): Lost | undefined {
  const connection = useView((view) => view.connection)
  const age = useFrameAge()
  useTick(1_000)
  const old = age === undefined ? 'Nothing was received yet.' : `Everything below is ${clockText(age)} old.`
  if (connection.status === 'lost') return { what: `Connection lost for ${clockText(performance.now() - connection.since)}`, old }
  if (connection.status === 'connecting') return age === undefined ? { what: 'Connecting to the engine', old } : undefined
  if (age === undefined) return { what: 'Waiting for the engine', old }
  return age > staleAfter ? { what: 'The engine is silent', old } : undefined
}

export function WallLost({ lost }: { readonly lost: Lost }) {
  return (
    <div className={styles['lost']} role="alert">
      <ToneShape tone="bad" />
      <strong>{lost.what}</strong>
      <span>{lost.old}</span>
    </div>
  )
}
