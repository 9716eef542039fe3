/** Catches what breaks while drawing, so that the rest of the page, the rollback button above all, goes on. */
import { Component } from 'react'
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
    if (this.props.small) return <span role="alert" className={styles['small']}>{this.props.part} could not be drawn</span>
    return (
      <div role="alert" className={styles['broken']}>
        <h2>{this.props.part} could not be drawn</h2>
        <p>The engine and the rollback button are not touched by this. Try to draw it again, or choose another screen.</p>
        <pre>{error.message}</pre>
        <Button onPress={() => this.setState({ error: undefined })}>Draw again</Button>
      </div>
    )
  }
}
