/** The pages of the small server: a form, and what became of it. Plain HTML that needs no script; every text that is not ours is escaped. */
import { createHash } from 'node:crypto'
import type { Question } from '../../shared/pilot-entries.ts'
import type { Form } from '../console/pilots/survey-desk.ts'

const escape = (text: string): string => text.replaceAll(/[&<>"'`]/g, (char) => `&#${char.charCodeAt(0)};`)

const style = `:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem}fieldset,.text{border:1px solid #7d8896;border-radius:8px;margin:0 0 1.25rem;padding:.75rem 1rem}legend,.text label{font-weight:600;padding:0 .25rem}label{display:block;padding:.35rem 0}textarea{box-sizing:border-box;width:100%;min-height:7rem;font:inherit;padding:.5rem}button{font:inherit;font-weight:600;padding:.6rem 1.4rem;border:0;border-radius:8px;background:#0f57cc;color:#fff}.mistakes{border-left:4px solid #b81b2a;padding:.25rem 1rem}:focus-visible{outline:3px solid #6d3bea;outline-offset:2px}.scale label{display:inline-block;margin-right:1rem}`

/** The one style that the policy lets in, by its digest. */
export const styleSource = `'sha256-${createHash('sha256').update(style).digest('base64')}'`

const page = (title: string, body: string): string =>
  `<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width">\n<meta name="robots" content="noindex">\n<title>${escape(title)}</title>\n<style>${style}</style>\n<main>\n<h1>${escape(title)}</h1>\n${body}</main>\n</html>\n`

export const notePage = (title: string, text: string): string => page(title, `<p>${escape(text)}</p>\n`)

type Given = Readonly<Record<string, string>>

const choices = { 'yes-no': [['yes', 'Yes'], ['no', 'No']], scale: [['1', '1, not at all'], ['2', '2'], ['3', '3'], ['4', '4'], ['5', '5, very much']] } as const

function field({ id, text, kind }: Question, given: Given, wrong: string | undefined): string {
  const name = escape(id)
  const note = wrong === undefined ? '' : `<p id="wrong-${name}">${escape(wrong)}</p>\n`
  const described = wrong === undefined ? '' : ` aria-describedby="wrong-${name}"`
  if (kind === 'text') return `<div class="text"><label for="q-${name}">${escape(text)}</label>\n${note}<textarea id="q-${name}" name="${name}" maxlength="2000"${described}>${escape(given[id] ?? '')}</textarea></div>\n`
  const options = choices[kind].map(([value, word]) => `<label><input type="radio" name="${name}" value="${value}"${given[id] === value ? ' checked' : ''}> ${word}</label>`)
  return `<fieldset${kind === 'scale' ? ' class="scale"' : ''}${described}><legend>${escape(text)}</legend>\n${note}${options.join('\n')}\n</fieldset>\n`
}

/** @param given what was sent before, so that nothing has to be written twice */
export function formPage({ title, questions }: Form, given: Given = {}, mistakes: readonly { readonly question: string; readonly message: string }[] = []): string {
  const told = mistakes.length === 0 ? '' : `<div class="mistakes" role="alert"><p>It was not sent yet:</p><ul>${mistakes.map(({ question, message }) => `<li>${escape(questions.find(({ id }) => id === question)?.text ?? question)}: ${escape(message)}</li>`).join('')}</ul></div>\n`
  const fields = questions.map((one) => field(one, given, mistakes.find(({ question }) => question === one.id)?.message))
  return page(title, `<p>Your answers go to the people who run this deployment, under your name. What you leave out counts neither way. This link works once.</p>\n${told}<form method="post" accept-charset="utf-8">\n${fields.join('')}<p><button type="submit">Send</button></p>\n</form>\n`)
}
