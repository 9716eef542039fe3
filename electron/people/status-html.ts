/** The page for users and its feed, as text. No script, nothing fetched; every text that is not ours is escaped. */
import { createHash } from 'node:crypto'

/** One message as users read it. `group`: messages of one incident, under a name that says nothing of it. */
export type StatusItem = { readonly key: string; readonly group?: string | undefined; readonly title: string; readonly text: string; readonly at: number; readonly over: boolean }

/** Characters that XML knows in no form, and then those that mean something. */
// oxlint-disable-next-line no-control-regex
const unknown = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g
const escapeText = (text: string): string => text.toWellFormed().replaceAll(unknown, '').replaceAll(/[&<>"'`]/g, (char) => `&#${char.charCodeAt(0)};`)

const style = `:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem}h1{font-size:1.5rem}.now{border:1px solid #7d8896;border-left-width:8px;border-radius:8px;padding:.5rem 1rem;font-weight:600}.bad{border-left-color:#b81b2a}article{border-top:1px solid #7d8896;padding:.75rem 0}h3{font-size:1rem;margin:0}p{margin:.25rem 0;white-space:pre-line}time{opacity:.8;font-size:.875rem}ol{list-style:none;padding:0}`
/** The one style that the page's policy lets in, by its digest. */
export const statusStyle = `'sha256-${createHash('sha256').update(style).digest('base64')}'`

const timeOf = (at: number): string => {
  const iso = new Date(at).toISOString()
  return `<time datetime="${iso}">${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC</time>`
}

const ofItem = ({ title, text, at }: StatusItem): string => `<li><article><h3>${escapeText(title)}</h3>\n${timeOf(at)}\n<p>${escapeText(text)}</p></article></li>`

/** What was said last of every incident that is not over. @param items newest first */
export function openItems(items: readonly StatusItem[]): readonly StatusItem[] {
  const newest = items.filter((one, index) => one.group !== undefined && items.findIndex(({ group }) => group === one.group) === index)
  return newest.filter((one) => !items.some(({ group, over }) => over && group === one.group))
}

type Page = { readonly title: string; readonly items: readonly StatusItem[]; readonly writtenAt: number }

export function statusHtml({ title, items, writtenAt }: Page): string {
  const open = openItems(items)
  const now = open.length === 0
    ? '<p class="now">Everything works as usual.</p>'
    : open.map((one) => `<p class="now bad">${escapeText(one.title)}</p>`).join('\n')
  const history = items.length === 0 ? '<p>Nothing was reported yet.</p>' : `<ol>\n${items.map(ofItem).join('\n')}\n</ol>`
  return `<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width">\n<title>${escapeText(title)}</title>\n<link rel="alternate" type="application/rss+xml" title="${escapeText(title)}" href="feed.xml">\n<style>${style}</style>\n</head>\n<body>\n<main>\n<h1>${escapeText(title)}</h1>\n<h2>Now</h2>\n${now}\n<h2>History</h2>\n${history}\n</main>\n<footer><p>Written ${timeOf(writtenAt)}. <a href="feed.xml">Feed (RSS)</a></p></footer>\n</body>\n</html>\n`
}

/** @param link where the page is read, with a slash at its end */
export function statusFeed({ title, items, writtenAt, link }: Page & { readonly link: string }): string {
  const each = items.map(({ key, title, text, at }) => `<item>\n<title>${escapeText(title)}</title>\n<link>${escapeText(link)}</link>\n<description>${escapeText(text)}</description>\n<guid isPermaLink="false">${escapeText(key)}</guid>\n<pubDate>${new Date(at).toUTCString()}</pubDate>\n</item>`)
  return `<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">\n<channel>\n<title>${escapeText(title)}</title>\n<link>${escapeText(link)}</link>\n<description>${escapeText(`${title}: disturbances and maintenance`)}</description>\n<language>en</language>\n<lastBuildDate>${new Date(writtenAt).toUTCString()}</lastBuildDate>\n<atom:link href="${escapeText(link)}feed.xml" rel="self" type="application/rss+xml"/>\n${each.join('\n')}\n</channel>\n</rss>\n`
}
