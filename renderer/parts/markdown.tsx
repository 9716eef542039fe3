/**
 * Markdown that someone else wrote, as React elements. No HTML comes of text: tags are shown as the text they are. Pictures
 * are never fetched, and a link is opened only after its address was read.
 */
import { memo, useState } from 'react'
import ReactMarkdown, { type Components } from 'react-markdown'
import { Actions, Button, controlStyles, Dialog } from './controls.tsx'
import { fill } from '../words/fill.ts'
import { common } from '../words/common.ts'
import { markdown as words } from '../words/parts.ts'
import styles from './markdown.module.css'

const schemes = ['http:', 'https:', 'mailto:'] as const

/** The address, where it is whole and leads out of the page. */
function addressIn(href: string | undefined): string | undefined {
  if (href === undefined || !URL.canParse(href)) return undefined
  const { protocol } = new URL(href)
  return schemes.some((scheme) => scheme === protocol) ? href : undefined
}

function Link({ href, children }: { readonly href?: string | undefined; readonly children?: React.ReactNode }) {
  const [asking, setAsking] = useState(false)
  const address = addressIn(href)
  if (address === undefined) return <span className={styles['dead']} title={words.linkLeadsNowhereMay}>{children}</span>
  return (
    <>
      <button type="button" className={styles['link']} title={address} onClick={() => setAsking(true)}>{children}</button>
      {asking && (
        <Dialog title={words.openThisAddress} onClose={() => setAsking(false)}>
          <p className={controlStyles['text']}>{words.writtenNoteLeadsOut}</p>
          <code className={styles['address']}>{address}</code>
          <Actions>
            <Button look="quiet" autoFocus onPress={() => setAsking(false)}>{common.cancel}</Button>
            <a className={styles['open']} href={address} target="_blank" rel="noopener noreferrer" onClick={() => setAsking(false)}>{words.openIt}</a>
          </Actions>
        </Dialog>
      )}
    </>
  )
}

/** Headings of a note are no headings of the page. */
const heading = ({ children }: { readonly children?: React.ReactNode }) => <p className={styles['heading']}>{children}</p>
const components: Components = {
  a: ({ href, children }) => <Link href={href}>{children}</Link>,
  img: ({ alt, src }) => <span className={styles['dead']} title={typeof src === 'string' ? src : undefined}>{fill(words.pictureNotFetched, { part: alt === undefined || alt === '' ? '' : `: ${alt}` })}</span>,
  h1: heading, h2: heading, h3: heading, h4: heading, h5: heading, h6: heading,
}

/** Nested deeper than a person writes: it would cost more than it tells. */
const deepest = 12
const tooDeep = (text: string): boolean => new RegExp(`(?:(?:^|\\n)(?:[ \\t]*(?:>|[*+-]|\\d+[.)])[ \\t]?){${deepest},})|[*_[!\`~]{40,}|(?:[*_[!(][*_[!(]?\\w?){40,}`).test(text)

export const Markdown = memo(function Markdown({ children }: { readonly children: string }) {
  if (tooDeep(children)) return <div className={styles['plain']}>{children}</div>
  return <div className={styles['markdown']}><ReactMarkdown components={components}>{children}</ReactMarkdown></div>
})
