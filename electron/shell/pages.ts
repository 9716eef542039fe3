/** The plain pages that the browser host answers with where it has no page of the console to give. */

const escape = (text: string): string =>
  text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)

/** @param refresh where the browser goes on its own at once */
export const plainPage = (title: string, text: string, refresh?: string): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
${refresh === undefined ? '' : `<meta http-equiv="refresh" content="0;url=${escape(refresh)}">\n`}<title>${escape(title)} · Fifteen</title>
<h1>${escape(title)}</h1>
<p>${escape(text)}</p>
${refresh === undefined ? '' : `<p><a href="${escape(refresh)}">Open the console</a></p>\n`}</html>
`
