/** Catches what breaks while drawing, so that the rest of the page, the rollback button above all, goes on. */
import { Component } from 'react'
import { fill } from '../words/fill.ts'
import { boundary as words } from '../words/parts.ts'
import styles from './boundary.module.css'
import { Button } from './controls.tsx'

type Props = { readonly part: string; readonly children: React.ReactNode; readonly small?: boolean }
type Caught = { readonly error: Error | undefined }

// React has error boundaries as classes only.
export class Boundary extends Component<Props, Caught> {
  override state: Caught = { error: undefined }

  static getDerivedStateFromError(error: unknown): Caught {
    return { error: error instanceof Error ? error : new Error(String(error)) }
  }

  override render() {
    const { error } = this.state
    if (error === undefined) return this.props.children
    if (this.props.small) return <span role="alert" className={styles['small']}>{fill(words.couldNotBeDrawn, { part: this.props.part })}</span>
    return (
      <div role="alert" className={styles['broken']}>
        <h2>{fill(words.couldNotBeDrawn, { part: this.props.part })}</h2>
        <p>{words.whatStillWorks}</p>
        <pre>{error.message}</pre>
        <Button onPress={() => this.setState({ error: undefined })}>{words.drawAgain}</Button>
      </div>
    )
  }
}
