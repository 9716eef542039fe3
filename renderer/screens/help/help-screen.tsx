/** Help: the plan's guides and procedures, to be read and searched here. Plan: "Onboarding Materials". */
import { useMemo, useState } from 'react'
import { helpPages } from '../../../shared/help.ts'
import { blocksOf, textOf, type Block, type Inline } from '../../../shared/markdown.ts'
import { Empty, TextField } from '../../parts/controls.tsx'
import { countText } from '../../parts/format.ts'
import { Panel } from '../../parts/panel.tsx'
import { addressOf } from '../../route.ts'
import { useView } from '../../store.ts'
import styles from './help-screen.module.css'

/** Parts of a page, told apart by their place: their order is the page's, and two may say the same. */
const placed = <T,>(parts: readonly T[]): readonly { readonly place: string; readonly part: T }[] => parts.map((part, index) => ({ place: `${index}`, part }))

/** What is searched for stands out in it. */
function Found({ text, wanted }: { readonly text: string; readonly wanted: string }) {
  const at = wanted === '' ? -1 : text.toLowerCase().indexOf(wanted)
  if (at === -1) return <>{text}</>
  return <>{text.slice(0, at)}<mark>{text.slice(at, at + wanted.length)}</mark><Found text={text.slice(at + wanted.length)} wanted={wanted} /></>
}

function Words({ inline, wanted }: { readonly inline: readonly Inline[]; readonly wanted: string }) {
  return (
    <>
      {placed(inline).map(({ place, part }) => {
        const text = <Found text={part.text} wanted={wanted} />
        switch (part.kind) {
          case 'strong': return <strong key={place}>{text}</strong>
          case 'code': return <code key={place}>{text}</code>
          case 'link': return <a key={place} href={part.address} target="_blank" rel="noreferrer">{text}</a>
          case 'text': return <span key={place}>{text}</span>
        }
      })}
    </>
  )
}

function Part({ block, wanted }: { readonly block: Block; readonly wanted: string }) {
  if (block.kind === 'paragraph') return <p><Words inline={block.inline} wanted={wanted} /></p>
  if (block.kind === 'heading') return block.level === 2 ? <h3><Words inline={block.inline} wanted={wanted} /></h3> : <h4><Words inline={block.inline} wanted={wanted} /></h4>
  const items = placed(block.items).map(({ place, part }) => <li key={place}><Words inline={part} wanted={wanted} /></li>)
  return block.ordered ? <ol>{items}</ol> : <ul>{items}</ul>
}

/** @param chosen id of a page; without it the first, or the first that has what is searched for */
export function HelpScreen({ chosen }: { readonly chosen: string | undefined }) {
  const plan = useView((view) => view.opened?.plan)
  const [search, setSearch] = useState('')
  const wanted = search.trim().toLowerCase()
  const pages = useMemo(() => (plan ? helpPages(plan).map((page) => ({ ...page, blocks: blocksOf(page.text) })) : []), [plan])
  const hits = pages.map((page) => ({ page, count: wanted === '' ? 0 : page.blocks.filter((block) => textOf(block).toLowerCase().includes(wanted)).length + (page.title.toLowerCase().includes(wanted) ? 1 : 0) }))
  const listed = hits.filter(({ count }) => wanted === '' || count > 0)
  const shown = (listed.find(({ page }) => page.id === chosen) ?? listed[0])?.page
  return (
    <div className={styles['screen']}>
      <header className={styles['head']}><h1>Help</h1><span>Guides and procedures of the plan. Keys: press ?</span></header>
      <div className={styles['grid']}>
        <nav className={styles['pages']} aria-label="Pages of help">
          <div data-filter><TextField label="Search" value={search} onChange={setSearch} placeholder="Search all pages ( / )" hideLabel /></div>
          {listed.map(({ page: { id, title }, count }) => (
            <a key={id} href={addressOf('help', id)} aria-current={id === shown?.id ? 'page' : undefined} className={styles['page']}><span>{title}</span>{wanted !== '' && <small>{countText(count, 'place')}</small>}</a>
          ))}
        </nav>
        {shown
          ? <Panel title={shown.title}><div className={styles['text']}>{placed(shown.blocks).map(({ place, part }) => <Part key={`${shown.id}-${place}`} block={part} wanted={wanted} />)}</div></Panel>
          : <Empty title={`Nothing says “${search.trim()}”`}>Try another word; the plan file may add pages under “help”.</Empty>}
      </div>
    </div>
  )
}
