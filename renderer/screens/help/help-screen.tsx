/** Help: the plan's guides and procedures, to be read and searched here. Plan: "Onboarding Materials". */
import { useMemo, useState } from 'react'
import ReactMarkdown, { type Components } from 'react-markdown'
import { helpPages, plainText } from '../../../shared/help.ts'
import { Button, Empty, TextField } from '../../parts/controls.tsx'
import { countText } from '../../parts/format.ts'
import { Panel } from '../../parts/panel.tsx'
import { addressOf } from '../../route.ts'
import { useView } from '../../store.ts'
import { saveFile } from '../benchmarks/save-file.ts'
import { helpScreen as words } from '../../words/help.ts'
import styles from './help-screen.module.css'
import { highlight, piecesOf } from './highlight.ts'

/** A page's own headings stand below the screen's and the panel's. */
const components: Components = {
  h1: 'h3', h2: 'h3', h3: 'h4', h4: 'h4', h5: 'h4', h6: 'h4',
  a: ({ href, children }) => (/^https?:/.test(href ?? '') ? <a href={href} target="_blank" rel="noreferrer">{children}</a> : <span>{children}</span>),
  // A page of a plan file fetches nothing.
  img: ({ alt = '' }) => <span>{alt}</span>,
}

/** @param chosen id of a page; without it the first, or the first that has what is searched for */
export function HelpScreen({ chosen }: { readonly chosen: string | undefined }) {
  const plan = useView((view) => view.opened?.plan)
  const [search, setSearch] = useState('')
  const wanted = search.trim()
  const pages = useMemo(() => (plan ? helpPages(plan).map((page) => ({ ...page, plain: plainText(page.text) })) : []), [plan])
  const hits = pages.map((page) => ({ page, count: [page.title, page.plain].flatMap((text) => piecesOf(text, wanted)).filter(({ found }) => found).length }))
  const listed = hits.filter(({ count }) => wanted === '' || count > 0)
  const shown = (listed.find(({ page }) => page.id === chosen) ?? listed[0])?.page
  return (
    <div className={styles['screen']}>
      <header className={styles['head']}><h1>{words.help}</h1><span>{words.guidesProceduresPlanKeys}</span></header>
      <div className={styles['grid']}>
        <nav className={styles['pages']} aria-label={words.pagesOfHelp}>
          <div data-filter><TextField label={words.search} value={search} onChange={setSearch} placeholder={words.searchAllPages} hideLabel /></div>
          {listed.map(({ page: { id, title }, count }) => (
            <a key={id} href={addressOf('help', id)} aria-current={id === shown?.id ? 'page' : undefined} className={styles['page']}><span>{title}</span>{wanted !== '' && <small>{countText(count, 'place')}</small>}</a>
          ))}
        </nav>
        {shown
          ? <Panel title={shown.title} aside={<Button look="quiet" aria-label={words.saveAsMarkdown(shown.title)} onPress={() => saveFile({ name: `${shown.id}.md`, type: 'text/markdown', text: `# ${shown.title}\n\n${shown.text.trim()}\n` })}>{words.saveAsMarkdownWord}</Button>}><div className={styles['text']}><ReactMarkdown components={components} rehypePlugins={[highlight(wanted)]}>{shown.text}</ReactMarkdown></div></Panel>
          : <Empty title={words.nothingSays(search.trim())}>{words.tryAnotherWordPlan}</Empty>}
      </div>
    </div>
  )
}
